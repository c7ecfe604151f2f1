using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Graphs;
using Graft.Onnx;
using Graft.Tests;

namespace Graft.Inference.Tests;

/// <summary>Networks as PyTorch exported them, read, written and run, against what PyTorch computed.</summary>
public class OnnxExportTests
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "tests", "Graft.Core.Tests", "Fixtures", "onnx");

    private static readonly Dictionary<string, Expected> Outputs =
        JsonSerializer.Deserialize<Dictionary<string, Expected>>(File.ReadAllText(Path.Combine(Folder, "outputs.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Names => [.. Outputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Computes_what_the_exporter_computed(string name)
    {
        Graph graph = OnnxReader.Read(Path.Combine(Folder, name + ".onnx"));
        Assert.Equal(Shape.Dynamic, graph.Input.Type.Shape[0]);
        using OnnxSession session = new(graph);
        float[] input = [.. Enumerable.Range(0, 2 * 3 * 16 * 16).Select(i => (float)Math.Sin(i / 10.0))];
        float[] output = session.Run(input, 2, 16, 16).ToArray();
        float[] expected = MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(Outputs[name].Values)).ToArray();
        Assert.Equal(expected.Length, output.Length);
        float largest = expected.Max(Math.Abs);
        for (int i = 0; i < output.Length; i++)
        {
            Assert.Equal(expected[i], output[i], 2e-5f * Math.Max(1, largest));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Knows_the_shape_before_it_runs(string name)
    {
        Graph graph = OnnxReader.Read(Path.Combine(Folder, name + ".onnx"));
        Assert.Equal(Outputs[name].Shape, graph.InferShapes([graph.Input with { Type = TensorType.Float(2, 3, 16, 16) }])[graph.Output].Shape);
    }

    private sealed record Expected(long[] Shape, string Values);
}
