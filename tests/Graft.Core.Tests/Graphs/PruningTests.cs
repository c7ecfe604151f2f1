using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Core.Tests.Graphs;

public sealed class PruningTests
{
    [Fact]
    public void Nodes_and_weights_that_no_output_needs_are_left_out()
    {
        GraphBuilder builder = new("branched");
        string x = builder.Input("x", [Shape.Dynamic, 3]);
        string kept = builder.Add("kept", new MatMul(), x, builder.Weight("used", [3, 3], Initializer.Ones));
        builder.Add("auxiliary", new Relu(), builder.Add("side", new MatMul(), kept, builder.Weight("unused", [3, 3], Initializer.Ones)));
        Graph graph = builder.Build(builder.Add("end", new Relu(), kept)).WithoutUnused();
        Assert.Equal(["kept", "end"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["used"], graph.Weights.Names);
    }
}
