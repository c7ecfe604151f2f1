using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;

namespace Graft.Inference.Tests;

public sealed class LogitDivisionTests
{
    [Theory]
    [InlineData("squeezenet1_1", 0)]
    [InlineData("mobilenet_v3_small", 0)]
    [InlineData("resnet18", 0)]
    public void Logits_are_divided_in_the_heads_own_weights(string name, int moreNodes)
    {
        Graph graph = Architectures.Find(name).Build(classes: 5, seed: 4, side: 96), divided = graph.WithLogitsDividedBy(2.5);
        Assert.Equal(graph.Nodes.Count + moreNodes, divided.Nodes.Count);
        AssertDivided(graph, divided, 96);
    }

    [Fact]
    public void Where_there_is_no_layer_to_change_a_node_divides_them()
    {
        Graph graph = ColouredPictures.Network("red", "green", "blue"), divided = graph.WithLogitsDividedBy(2.5);
        Assert.Equal(graph.Nodes.Count + 1, divided.Nodes.Count);
        Assert.IsType<Div>(divided.Nodes[^1].Op);
        AssertDivided(graph, divided, 32);
        Assert.Same(graph, graph.WithLogitsDividedBy(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.WithLogitsDividedBy(0));
    }

    private static void AssertDivided(Graph graph, Graph divided, int side)
    {
        Random random = new(1);
        float[] picture = [.. Enumerable.Range(0, 3 * side * side).Select(_ => random.NextSingle())];
        using OnnxSession before = new(graph), after = new(divided);
        float[] expected = before.Run(picture, 1, side, side).ToArray(), found = after.Run(picture, 1, side, side).ToArray();
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First / 2.5f, pair.Second, 1e-5f * Math.Max(1, Math.Abs(pair.First))));
    }
}
