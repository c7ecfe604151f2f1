using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;

namespace Graft.Core.Tests.Graphs;

public sealed class BatchNormFoldingTests
{
    [Theory]
    [InlineData(true, -1)] // (1 − 3) · 3 + 5
    [InlineData(false, -4)] // (0 − 3) · 3 + 5
    public void Weights_are_scaled_and_a_bias_carries_the_rest(bool hasBias, float expected)
    {
        GraphBuilder builder = new("folding");
        string x = builder.Input("x", [Shape.Dynamic, 4, 5, 5]);
        string weight = builder.Weight("conv.weight", Tensor.Of([2, 2, 1, 1], [2f, 4, 2, 8])); // two groups
        x = hasBias ? builder.Add("conv", new Conv(new Window(1), 2), x, weight, builder.Weight("conv.bias", Tensor.Of([2], [1f, 1f]))) : builder.Add("conv", new Conv(new Window(1), 2), x, weight);
        // Channel 0: 6 / √(3.75 + 0.25) = 3; channel 1: 10 / √(24.75 + 0.25) = 2.
        x = builder.Add("bn", new BatchNormalization(0.25f), x, builder.Weight("scale", Tensor.Of([2], [6f, 10f])), builder.Weight("bias", Tensor.Of([2], [5f, 0f])),
            builder.Weight("mean", Tensor.Of([2], [3f, 0f])), builder.Weight("variance", Tensor.Of([2], [3.75f, 24.75f])));
        Graph graph = builder.Build(builder.Add("relu", new Relu(), x)).FoldBatchNorms();
        Assert.Equal(["conv", "relu"], graph.Nodes.Select(node => node.Name));
        Assert.Equal([6f, 12, 4, 16], graph.Weights["conv.weight"].ToFloats());
        Assert.Equal([expected, hasBias ? 2 : 0], graph.Weights["conv.bias"].ToFloats());
        Assert.Equal(2, graph.Weights.Count);
        Assert.Equal("bn", graph.Nodes[0].Output);
    }

    [Fact]
    public void Every_batch_norm_of_the_architectures_folds_and_the_cost_stays()
    {
        foreach (string name in new[] { "vgg11_bn", "resnet50", "mobilenet_v2", "googlenet", "inception_v3" })
        {
            Graph graph = Architectures.Find(name).Build(), folded = graph.FoldBatchNorms();
            Assert.DoesNotContain(folded.Nodes, node => node.Op is BatchNormalization);
            Assert.Equal(graph.Cost().MultiplyAdds, folded.Cost().MultiplyAdds);
            Assert.Equal(0, folded.Cost().Buffers);
        }
    }

    [Fact]
    public void What_is_trained_is_left_alone()
    {
        Graph graph = Architectures.Find("resnet18").Build().FoldBatchNorms(new PathPattern("layer4").Matches);
        Assert.All(graph.Nodes.Where(node => node.Op is BatchNormalization), node => Assert.StartsWith("layer4.", node.Name));
        Assert.Contains("layer4.1.bn2", graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void A_batch_norm_before_the_convolution_or_beside_another_reader_is_left_alone()
    {
        GraphBuilder builder = new("unfoldable");
        string x = Norm(builder, "first", builder.Input("x", [Shape.Dynamic, 2, 5, 5]));
        string conv = builder.Add("conv", new Conv(new Window(1)), x, builder.Weight("conv.weight", [2, 2, 1, 1], Initializer.Ones));
        Graph graph = builder.Build(builder.Add("sum", new Add(), conv, Norm(builder, "second", conv)));
        Assert.Equal(graph, graph.FoldBatchNorms());
    }

    private static string Norm(GraphBuilder builder, string path, string x) => builder.Add(path, new BatchNormalization(), x, builder.Weight($"{path}.weight", [2], Initializer.Ones), builder.Weight($"{path}.bias", [2], Initializer.Zeros),
        builder.Weight($"{path}.mean", [2], Initializer.Zeros), builder.Weight($"{path}.variance", [2], Initializer.Ones));
}
