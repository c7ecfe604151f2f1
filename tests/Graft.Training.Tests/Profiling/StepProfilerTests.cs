using Graft.Graphs;
using Graft.Models;
using Graft.Recipes;
using Graft.Training.Profiling;

namespace Graft.Training.Tests.Profiling;

public class StepProfilerTests
{
    [Fact]
    public void Work_and_memory_are_those_of_the_graph()
    {
        Graph graph = Architectures.Find("tiny").Build(classes: 5, side: 32);
        StepProfile profile = Profile(graph, new() { Model = new() { Freeze = Freeze.None } });
        long macs = graph.Cost().MultiplyAdds;
        // The stem needs no gradient with respect to the pictures: 24 kernels of 3×3×3 on 16×16 places.
        Assert.Equal((3 * macs - 24 * 27 * 256) * 2 * 4, profile.Flops);
        Assert.Equal(graph.Parameters.Sum(name => graph.Weights[name].ByteLength) + NormStatistics(graph), profile.Nodes.Sum(node => node.ParameterBytes));
        NodeProfile stem = profile.Nodes[0];
        Assert.Equal([4L, 24, 16, 16], stem.Shape);
        Assert.Equal(4 * 24 * 16 * 16 * 4, stem.ActivationBytes);
        Assert.Equal("Conv + BatchNormalization + Relu", stem.Operations);
        Assert.All(profile.Nodes, node => Assert.True(node.Forward > 0, node.Name));
        Assert.True(profile is { Step: > 0, MatrixRate: > 1e8, PeakMemory: > 1 << 20, Threads: >= 1 });
    }

    [Fact]
    public void What_is_frozen_has_no_backward_pass()
    {
        StepProfile profile = Profile(Architectures.Find("tiny").Build(side: 32), new() { Model = new() { Freeze = Freeze.TheBackbone } });
        Assert.All(profile.Nodes.SkipLast(1), node => Assert.Equal(0, node.BackwardFlops));
        NodeProfile head = profile.Nodes[^1];
        Assert.Equal(head.ForwardFlops, head.BackwardFlops); // the weights' gradient alone
    }

    private static StepProfile Profile(Graph graph, Recipe recipe)
    {
        using StepProfiler profiler = new(graph, new() { Batch = 4, Steps = 1, Recipe = recipe });
        return profiler.Run();
    }

    private static long NormStatistics(Graph graph) => graph.Weights.Names.Except(graph.Parameters).Sum(name => graph.Weights[name].ByteLength);
}
