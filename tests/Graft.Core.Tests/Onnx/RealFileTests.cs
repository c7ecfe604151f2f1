using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Onnx;
using Graft.Tests;

namespace Graft.Core.Tests.Onnx;

public class RealFileTests
{
    [Fact]
    public void Reads_a_backbone_with_its_bounds_as_attributes()
    {
        Graph graph = OnnxReader.Read(Path.Combine(TestData.Require("weights"), "mobilenet_v2-imagenet-backbone.onnx"));
        Assert.Equal([Shape.Dynamic, 1280], graph.InferShapes()[graph.Output].Shape);
        Assert.Equal(35, graph.Nodes.Count(node => node.Op == new Clip(0, 6)));
        Assert.Equal(52, graph.Nodes.Count(node => node.Op is BatchNormalization));
        Assert.Equal(260, graph.Weights.Count);
        Assert.Equal(2223872, graph.Parameters.Sum(name => graph.Weights[name].Shape.Elements));
    }

    [Fact]
    public void Reads_a_classifier()
    {
        Graph graph = OnnxReader.Read(Path.Combine(TestData.Require("weights"), "squeezenet1_1-imagenet.onnx"));
        Assert.Equal([Shape.Dynamic, 1000], graph.InferShapes()[graph.Output].Shape);
        Assert.Equal(1235496, graph.Parameters.Sum(name => graph.Weights[name].Shape.Elements));
    }

    [Fact]
    public void Weights_stay_in_the_file()
    {
        string path = Path.Combine(TestData.Require("weights"), "mobilenet_v2-imagenet-backbone.onnx");
        _ = OnnxReader.Read(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Graph graph = OnnxReader.Read(path);
        Assert.Equal(9_024_000, graph.Weights.Sum(weight => (long)weight.Value.Bytes.Length), 200_000.0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, new FileInfo(path).Length / 2);
    }

    [Fact]
    public void Weights_alone_can_be_read()
    {
        WeightTable weights = OnnxReader.ReadWeights(Path.Combine(TestData.Require("weights"), "squeezenet1_1-imagenet.onnx"));
        Assert.Equal(52, weights.Count);
        Assert.Equal([64, 3, 3, 3], weights["features.0.weight"].Shape);
    }
}
