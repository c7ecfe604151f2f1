using Graft.Graphs;
using Graft.Onnx.Reading;
using Graft.Weights;

namespace Graft.Onnx;

/// <summary>Reads ONNX image networks as graphs in the canonical form of <c>docs/graph.md</c>.</summary>
/// <remarks>
/// Opsets 11 to 21. Weights stay in the memory-mapped file until they are asked for. Constants and sizes computed from shapes are worked out, so that any exporter's flatten becomes a plain
/// Reshape; nodes that no output needs are left out; weights in half or double precision are read as 32-bit floats; and a batch size that the file fixes is made dynamic where the network allows it.
/// Files that Graft wrote are read to the letter.
/// </remarks>
public static class OnnxReader
{
    private const long OldestOpset = 11, NewestOpset = 21;

    /// <exception cref="OnnxException">The file is no ONNX file, is damaged, or holds what Graft cannot run; the message names the node.</exception>
    public static Graph Read(string path) => Import(Open(path));

    /// <summary>Reads a model in memory; it cannot have external data.</summary>
    /// <param name="name">How messages name it.</param>
    public static Graph Read(ReadOnlyMemory<byte> model, string name = "the model") => Import(new OnnxModel(model, name, new ExternalData(null)));

    /// <summary>All weights of a file by name, whatever its operations are.</summary>
    /// <exception cref="OnnxException">The file is no ONNX file or is damaged.</exception>
    public static WeightTable ReadWeights(string path) => new(Open(path).Initializers);

    private static OnnxModel Open(string path)
    {
        MappedFile file;
        try
        {
            file = new MappedFile(path);
        }
        catch (WeightFileException error)
        {
            throw new OnnxException(error.Message, error);
        }
        return file.Length is > 0 and <= int.MaxValue ? new OnnxModel(file.Memory(0, (int)file.Length), path, new ExternalData(path))
            : throw new OnnxException($"{path}: a file of {file.Length} bytes is no ONNX model; one has at least one byte and less than 2 GiB, larger weights lie in a second file.");
    }

    private static Graph Import(OnnxModel model)
    {
        long opset = model.Opsets.GetValueOrDefault("", 1);
        if (opset is < OldestOpset or > NewestOpset)
        {
            throw new OnnxException($"{model.File}: the model uses opset {opset} of the standard operations; Graft reads opsets {OldestOpset} to {NewestOpset}. Export it again with one of them, or convert it with the converter of the onnx package.");
        }
        if (model.Outputs.Count == 0)
        {
            throw new OnnxException($"{model.File}: the graph has no output. The file is damaged; export it again.");
        }
        if (!model.IsOurs && FreeBatch(model) is { } graph)
        {
            return Channels.First(graph);
        }
        Graph plain = new GraphImport(model, freesBatch: false).Run();
        return model.IsOurs ? plain : Channels.First(plain);
    }

    /// <summary>The graph with a dynamic batch in place of a fixed one; null where the file fixes none or the network does not allow another.</summary>
    private static Graph? FreeBatch(OnnxModel model)
    {
        GraphImport import = new(model, freesBatch: true);
        try
        {
            Graph graph = import.Run();
            return import.FixedBatch is not null && BatchSizes.Carries(graph) ? graph : null;
        }
        catch (OnnxException) when (import.FixedBatch is not null)
        {
            return null;
        }
    }
}
