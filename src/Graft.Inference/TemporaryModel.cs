using Graft.Graphs;
using Graft.Onnx;

namespace Graft.Inference;

/// <summary>A large graph as files in a folder of its own, so that ONNX Runtime maps the weights instead of copying them; removed with the session.</summary>
internal sealed class TemporaryModel : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-").FullName;

    /// <exception cref="OnnxException">ONNX cannot express the graph.</exception>
    public TemporaryModel(Graph graph)
    {
        try
        {
            OnnxWriter.Write(graph, Path, mostBytes: 0);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path => System.IO.Path.Combine(folder, "model.onnx");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
