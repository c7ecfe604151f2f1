using Google.Protobuf;
using Graft.Graphs;
using Graft.Onnx.Protobuf;
using Graft.Onnx.Writing;
using Graft.Runs;

namespace Graft.Onnx;

/// <summary>Writes a graph as an ONNX file: the oldest opset from 13 on that expresses it, a dynamic batch, and labels, preprocessing and provenance as metadata.</summary>
/// <remarks>
/// The bytes are a function of the graph alone. Weights are written one after another, so the model is never in memory as a whole. What <see cref="OnnxReader"/> reads back is equal to the graph
/// if every node and weight of it serves an output.
/// </remarks>
public static class OnnxWriter
{
    /// <summary>The name by which files of ours are known.</summary>
    internal const string Producer = "graft";

    /// <summary>What one protocol buffer file may hold, less some room.</summary>
    private const long MostBytes = int.MaxValue - (1L << 20);

    /// <summary>Smaller weights stay in the model file when large ones move to a second one.</summary>
    private const long LeastExternal = 1024;

    /// <summary>Weights in the second file begin at whole pages, so that they can be mapped.</summary>
    private const long Alignment = 4096;

    private static readonly uint GraphTag = WireFormat.MakeTag(ModelProto.GraphFieldNumber, WireFormat.WireType.LengthDelimited);

    /// <summary>Writes a file under a temporary name and renames it. Weights beyond 2 GiB go to a second file, the same name with <c>.data</c> added.</summary>
    /// <exception cref="OnnxException">ONNX cannot express the graph.</exception>
    /// <exception cref="GraphException">The graph's shapes do not fit.</exception>
    public static void Write(Graph graph, string path) => Write(graph, path, MostBytes);

    /// <summary>The same in another form.</summary>
    /// <exception cref="OnnxException">ONNX cannot express the graph, or its preprocessing.</exception>
    /// <exception cref="GraphException">The graph's shapes do not fit.</exception>
    public static void Write(Graph graph, string path, OnnxForm form) => Write(new ModelEncoder(graph, form), path, MostBytes);

    /// <summary>The same, with the second file from another size on.</summary>
    /// <param name="mostBytes">What the model file may hold before weights of a kilobyte and more move to the second file; 0 to move them in any case.</param>
    public static void Write(Graph graph, string path, long mostBytes) => Write(new ModelEncoder(graph), path, mostBytes);

    private static void Write(ModelEncoder model, string path, long mostBytes)
    {
        Dictionary<string, TensorStream.Place> places = Length(model, []) <= mostBytes ? [] : Place(model, Path.GetFileName(path) + ".data");
        if (places.Count > 0)
        {
            AtomicFile.Write(path + ".data", stream => WriteData(model, places, stream));
        }
        AtomicFile.Write(path, stream => Write(model, places, stream));
    }

    /// <summary>Writes a model that has less than 2 GiB.</summary>
    /// <exception cref="OnnxException">ONNX cannot express the graph, or it is larger.</exception>
    public static void Write(Graph graph, Stream stream)
    {
        Write(CheckedFor(graph, new ModelEncoder(graph)).Encoder, [], stream);
    }

    /// <summary>The file's bytes in one array of just their size.</summary>
    /// <exception cref="OnnxException">As for <see cref="Write(Graph, Stream)"/>.</exception>
    public static byte[] ToArray(Graph graph)
    {
        (ModelEncoder model, long length) = CheckedFor(graph, new ModelEncoder(graph));
        var bytes = new byte[length];
        MemoryStream stream = new(bytes);
        Write(model, [], stream);
        return stream.Position == length ? bytes : throw new OnnxException($"'{graph.Name}': a weight changed its size while it was written.");
    }

    private static (ModelEncoder Encoder, long Length) CheckedFor(Graph graph, ModelEncoder model)
    {
        long graphLength = Length(model, []);
        long length = model.Model.CalculateSize() + TensorStream.Framed(GraphTag, graphLength);
        return length <= MostBytes ? (model, length)
            : throw new OnnxException($"'{graph.Name}' takes {length} bytes, but one ONNX stream holds at most {MostBytes}. Write it to a file, which may have a second one beside it.");
    }

    private static Dictionary<string, TensorStream.Place> Place(ModelEncoder model, string file)
    {
        Dictionary<string, TensorStream.Place> places = new(StringComparer.Ordinal);
        long end = 0;
        foreach ((string name, Tensor tensor) in model.Initializers.Where(weight => weight.Value.ByteLength >= LeastExternal))
        {
            long offset = (end + Alignment - 1) / Alignment * Alignment;
            places[name] = new(file, offset);
            end = offset + tensor.ByteLength;
        }
        return places;
    }

    private static TensorStream.Place? PlaceOf(string name, Dictionary<string, TensorStream.Place> places) => places.TryGetValue(name, out TensorStream.Place place) ? place : null;

    private static long Length(ModelEncoder model, Dictionary<string, TensorStream.Place> places) => model.Graph.CalculateSize() + model.Initializers.Sum(weight => TensorStream.Length(weight.Key, weight.Value, PlaceOf(weight.Key, places)));

    private static void WriteData(ModelEncoder model, Dictionary<string, TensorStream.Place> places, Stream stream)
    {
        long end = 0;
        foreach ((string name, TensorStream.Place place) in places)
        {
            stream.Write(new byte[place.Offset - end]);
            ReadOnlyMemory<byte> bytes = model.Initializers[name].Bytes;
            stream.Write(bytes.Span);
            end = place.Offset + bytes.Length;
        }
    }

    private static void Write(ModelEncoder model, Dictionary<string, TensorStream.Place> places, Stream stream)
    {
        model.Model.WriteTo(stream);
        TensorStream.WriteFrame(stream, GraphTag, Length(model, places));
        model.Graph.WriteTo(stream);
        foreach ((string name, Tensor tensor) in model.Initializers)
        {
            TensorStream.Write(stream, name, tensor, PlaceOf(name, places));
        }
    }
}
