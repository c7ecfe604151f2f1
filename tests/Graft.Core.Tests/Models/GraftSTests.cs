using Graft.Graphs;
using Graft.Models;

namespace Graft.Core.Tests.Models;

/// <summary>The limits that issue 6 sets to the network that Graft ships, against a count by hand.</summary>
public sealed class GraftSTests
{
    private static Graph Backbone(int? side = null)
    {
        Graph graph = GraftS.Standard.Build(side: side);
        return (graph with { Outputs = [graph.Features!] }).WithoutUnused();
    }

    /// <summary>Kernel, inputs, outputs and side of the grid at 160 pixels of each convolution, written down by hand; each is followed by a batch norm of two learned numbers a channel.</summary>
    private static readonly (long Kernel, long Inputs, long Outputs, long Grid)[] Convolutions =
    [
        (3, 3, 32, 80),
        (3, 32, 32, 40), (3, 32, 32, 40), (1, 32, 32, 40),
        (3, 32, 64, 20), (3, 64, 64, 20), (1, 32, 64, 20),
        (3, 64, 128, 10), (3, 128, 128, 10), (1, 64, 128, 10),
        (3, 128, 256, 5), (3, 256, 256, 5), (1, 128, 256, 5),
        (1, 256, 512, 5),
    ];

    [Fact]
    public void It_costs_what_a_count_by_hand_says_and_keeps_its_limits()
    {
        long weights = Convolutions.Sum(conv => conv.Kernel * conv.Kernel * conv.Inputs * conv.Outputs);
        long work = Convolutions.Sum(conv => conv.Kernel * conv.Kernel * conv.Inputs * conv.Outputs * conv.Grid * conv.Grid);
        GraphCost cost = Backbone().Cost();
        Assert.Equal(weights + (2 * Convolutions.Sum(conv => conv.Outputs)), cost.Parameters);
        Assert.Equal(work, cost.MultiplyAdds);
        Assert.InRange(cost.Parameters, 1, 1_500_000);
        Assert.InRange(cost.MultiplyAdds, 1, 150_000_000);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(128)]
    [InlineData(224)]
    [InlineData(37)]
    public void Pictures_of_any_side_give_as_many_features(int side)
    {
        Graph graph = Backbone(side);
        Assert.Equal(512, graph.InferShapes()[graph.Features!].Shape[1]);
    }
}
