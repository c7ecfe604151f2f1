using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Core.Tests.Graphs;

public sealed class LogitsTests
{
    [Fact]
    public void A_softmax_before_the_last_reshape_goes_and_the_output_keeps_its_name()
    {
        GraphBuilder builder = new("classifier");
        string x = builder.Add("pool", new GlobalAveragePool(), builder.Input("x", [Shape.Dynamic, 10, 7, 7]));
        Graph graph = builder.Build(builder.Add("probabilities", new Flatten(), builder.Add("softmax", new Softmax(1), x))).ToLogits();
        Assert.Equal(["GlobalAveragePool", "Identity", "Flatten"], graph.Nodes.Select(node => node.Op.Name));
        Assert.Equal("probabilities", graph.Output);
    }

    [Fact]
    public void Classes_with_axes_of_one_behind_them_become_flat()
    {
        GraphBuilder builder = new("classifier");
        Graph graph = builder.Build(builder.Add("pool", new GlobalAveragePool(), builder.Input("x", [Shape.Dynamic, 10, 7, 7]))).ToLogits();
        Assert.Equal([Shape.Dynamic, 10], graph.InferShapes()[graph.Output].Shape);
    }

    [Fact]
    public void Logits_stay_as_they_are()
    {
        GraphBuilder builder = new("classifier");
        string attention = builder.Add("attention", new Softmax(), builder.Input("x", [Shape.Dynamic, 10]));
        Graph graph = builder.Build(builder.Add("logits", new Gemm(), attention, builder.Weight("w", [10, 3], Initializer.Ones)));
        Assert.Equal(graph, graph.ToLogits());
    }
}
