using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Core.Tests.Onnx;

public sealed class HalfWeightTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-half").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_of_halves_has_half_the_size_and_reads_as_the_same_network_with_rounded_weights()
    {
        Graph graph = Architectures.Find("tiny").Build(classes: 5, seed: 1);
        (string plain, string half) = (Path.Combine(folder, "plain.onnx"), Path.Combine(folder, "half.onnx"));
        OnnxWriter.Write(graph, plain);
        OnnxWriter.Write(graph, half, new OnnxForm { HalfWeights = true });
        Assert.InRange(new FileInfo(half).Length / (double)new FileInfo(plain).Length, 0.45, 0.56);
        Graph again = OnnxReader.Read(half);
        Assert.Equal(graph with { Weights = again.Weights }, again);
        Assert.Equal(graph.Weights.Names, again.Weights.Names);
        foreach ((string name, Tensor tensor) in graph.Weights)
        {
            float[] rounded = again.Weights[name].ToFloats();
            Assert.Equal(tensor.Shape.Rank < 2 ? tensor.ToFloats() : [.. tensor.ToFloats().Select(value => (float)(Half)value)], rounded);
            Assert.Equal(ElementType.Float32, again.Weights[name].Type);
        }
        // Weights alone, as transfer learning takes them from a file.
        Assert.Equal(graph.Weights.Names, OnnxReader.ReadWeights(half).Names);
    }

    [Fact]
    public void A_weight_beyond_the_range_stays_and_is_named()
    {
        GraphBuilder builder = new("large");
        string image = builder.Input("image", [Shape.Dynamic, 3, 1, 1]);
        string near = builder.Weight("near.weight", Tensor.Of([2, 3, 1, 1], [1f, -65504, 3, 4, 5, 6])), beyond = builder.Weight("beyond.weight", Tensor.Of([2, 2, 1, 1], [1f, 65536, 2, 3]));
        Graph graph = builder.Build(builder.Add("beyond", new Conv(new Window(1)), builder.Add("near", new Conv(new Window(1)), image, near), beyond));
        Assert.Equal(["beyond.weight"], HalfWeights.Beyond(graph));
        string file = Path.Combine(folder, "large.onnx");
        OnnxWriter.Write(graph, file, new OnnxForm { HalfWeights = true });
        WeightTable stored = OnnxReader.ReadWeights(file);
        Assert.Equal((ElementType.Float16, ElementType.Float32), (stored["near.weight"].Type, stored["beyond.weight"].Type));
        Assert.Equal(graph, OnnxReader.Read(file)); // every value here is a half, so nothing is rounded
    }
}
