using Graft.Graphs;
using Graft.Models;

namespace Graft.Core.Tests.Graphs;

public sealed class DepthsTests
{
    [Fact]
    public void Depth_runs_from_the_layer_nearest_the_picture_to_the_head()
    {
        var depths = Architectures.Find("tiny").Build(5).ParameterDepths();
        // Eight layers on the longest way: the stem, two in each of three stages, the head.
        Assert.Equal(0, depths["stem.0.weight"]);
        Assert.Equal(0, depths["stem.1.bias"]);
        Assert.Equal(1 / 7.0, depths["stage1.conv1.weight"], 1e-12);
        Assert.Equal(2 / 7.0, depths["stage1.bn2.weight"], 1e-12);
        Assert.Equal(3 / 7.0, depths["stage2.downsample.0.weight"], 1e-12); // beside stage2.conv1
        Assert.Equal(6 / 7.0, depths["stage3.conv2.weight"], 1e-12);
        Assert.Equal(1, depths["head.bias"]);
        Assert.Equal(Architectures.Find("tiny").Build(5).Parameters.Order(StringComparer.Ordinal), depths.Keys);
    }

    [Fact]
    public void A_table_that_is_looked_up_stands_as_deep_as_the_layer_that_reads_it()
    {
        Graph graph = Architectures.Find("swin_t").Build(5);
        var depths = graph.ParameterDepths();
        Assert.Equal(graph.Parameters.Order(StringComparer.Ordinal), depths.Keys);
        Assert.Equal(depths["features.5.3.attn.qkv.weight"], depths["features.5.3.attn.relative_position_bias_table"]);
        Assert.InRange(depths["features.5.3.attn.relative_position_bias_table"], 0.5, 0.8);
    }

    [Fact]
    public void A_single_layer_is_all_head()
    {
        GraphBuilder builder = new("linear");
        string x = builder.Input("x", [Shape.Dynamic, 4]);
        Assert.Equal(1, builder.Build(builder.Add("fc", new Graft.Graphs.Ops.MatMul(), x, builder.Weight("w", [4, 2], Initializer.Ones))).ParameterDepths()["w"]);
    }
}
