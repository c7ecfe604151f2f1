using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;

namespace Graft.Core.Tests.Models.Slim;

/// <summary>Sizes against what Slim and others publish of these networks.</summary>
public sealed class SlimCostsTests
{
    /// <summary>Millions of multiply-adds from the tables of Slim's <c>nets/mobilenet_v1.md</c> and <c>nets/mobilenet/README.md</c>.</summary>
    [Theory]
    [InlineData("slim_mobilenet_v1", 224, 569)]
    [InlineData("slim_mobilenet_v1", 192, 418)]
    [InlineData("slim_mobilenet_v1", 160, 291)]
    [InlineData("slim_mobilenet_v1", 128, 186)]
    [InlineData("slim_mobilenet_v1_050", 160, 77)]
    [InlineData("slim_mobilenet_v1_025", 128, 14)]
    [InlineData("slim_mobilenet_v2_140", 224, 582)]
    [InlineData("slim_mobilenet_v2_130", 224, 509)]
    [InlineData("slim_mobilenet_v2", 224, 301)] // the table says 300
    [InlineData("slim_mobilenet_v2", 96, 56)]
    [InlineData("slim_mobilenet_v2_075", 224, 209)]
    [InlineData("slim_mobilenet_v2_050", 224, 97)]
    [InlineData("slim_mobilenet_v2_035", 224, 59)]
    public void MobileNets_compute_as_much_as_their_tables_say(string name, int side, double millions) =>
        Assert.Equal(millions, Math.Round(Architectures.Find(name).Build(1001, side: side).Cost().MultiplyAdds / 1e6));

    /// <summary>The totals of convolution weights and multiply-adds below the head that the head of <c>nets/mobilenet_v1.py</c> lists layer by layer.</summary>
    [Theory]
    [InlineData("slim_mobilenet_v1", 224, 3_185_088, 567_716_352)]
    [InlineData("slim_mobilenet_v1_075", 128, 1_800_144, 106_002_432)]
    public void Convolutions_of_MobileNet_v1_add_up_to_Slims_totals(string name, int side, long weights, long multiplyAdds)
    {
        NodeCost[] convolutions = [.. Architectures.Find(name).Build(side: side).Cost().Nodes.Where(node => node.Node.Op is Conv)];
        Assert.Equal((weights, multiplyAdds), (convolutions.Sum(node => node.Parameters), convolutions.Sum(node => node.MultiplyAdds)));
    }

    /// <summary>Millions of parameters from the same tables. That of v2 leaves batch norms out; that of v1 counts three of a batch norm's four vectors.</summary>
    [Theory]
    [InlineData("slim_mobilenet_v1", 3, 4.24)]
    [InlineData("slim_mobilenet_v1_075", 3, 2.59)]
    [InlineData("slim_mobilenet_v1_050", 3, 1.34)]
    [InlineData("slim_mobilenet_v1_025", 3, 0.47)]
    [InlineData("slim_mobilenet_v2_140", 0, 6.06)]
    [InlineData("slim_mobilenet_v2_130", 0, 5.34)]
    [InlineData("slim_mobilenet_v2", 0, 3.47)]
    [InlineData("slim_mobilenet_v2_075", 0, 2.61)]
    [InlineData("slim_mobilenet_v2_050", 0, 1.95)]
    [InlineData("slim_mobilenet_v2_035", 0, 1.66)]
    public void MobileNets_have_the_parameters_of_their_tables(string name, int vectors, double millions)
    {
        NodeCost[] nodes = [.. Architectures.Find(name).Build(1001).Cost().Nodes];
        long channels = nodes.Where(node => node.Node.Op is BatchNormalization).Sum(node => node.Parameters) / 2;
        Assert.Equal(millions, Math.Round((nodes.Where(node => node.Node.Op is not BatchNormalization).Sum(node => node.Parameters) + (vectors * channels)) / 1e6, 2));
    }

    /// <summary>Slim's own tests count all variables below the head, which are without scales (<c>inception_v1_test.py</c>, <c>inception_v3_test.py</c>).</summary>
    [Theory]
    [InlineData("slim_inception_v1", 5_607_184)]
    [InlineData("slim_inception_v3", 21_802_784)]
    public void Inceptions_have_as_many_numbers_as_Slims_tests_count(string name, long numbers)
    {
        Graph graph = Architectures.Find(name).Build();
        Assert.Equal(numbers, graph.Weights.Where(weight => !weight.Key.StartsWith("Logits.", StringComparison.Ordinal) && !weight.Key.EndsWith(".bn.weight", StringComparison.Ordinal)).Sum(weight => weight.Value.Shape.Elements));
    }

    /// <summary>v1: torchvision's, whose tensors have the same sizes. v2: trainable and all numbers of Keras' <c>ResNet50V2</c> and its kin, the same networks.</summary>
    [Theory]
    [InlineData("slim_resnet_v1_50", 25_557_032, 25_557_032 + 53_120)]
    [InlineData("slim_resnet_v1_101", 44_549_160, 44_549_160 + 105_344)]
    [InlineData("slim_resnet_v1_152", 60_192_808, 60_192_808 + 151_424)]
    [InlineData("slim_resnet_v2_50", 25_568_360, 25_613_800)]
    [InlineData("slim_resnet_v2_101", 44_577_896, 44_675_560)]
    [InlineData("slim_resnet_v2_152", 60_236_904, 60_380_648)]
    public void ResNets_have_the_published_parameters(string name, long parameters, long all)
    {
        GraphCost cost = Architectures.Find(name).Build().Cost();
        Assert.Equal((parameters, all), (cost.Parameters, cost.Parameters + cost.Buffers));
    }

    /// <summary>Slim's MobileNet page puts ResNet-50 at about 3,500 million; torchvision's, which halves the grid earlier in a block, computes 4,089.</summary>
    [Fact]
    public void A_block_that_halves_the_grid_in_its_last_unit_computes_less() =>
        Assert.InRange(Architectures.Find("slim_resnet_v1_50").Build().Cost().MultiplyAdds, 3_450_000_000, 3_550_000_000);

    /// <summary>The grids that <c>inception_v1_test.py</c> and <c>inception_v3.py</c> state, and ⌈n / 2⌉ of padding SAME.</summary>
    [Theory]
    [InlineData("slim_inception_v1", null, "MaxPool_2a_3x3", 64, 56)]
    [InlineData("slim_inception_v1", null, "Mixed_4e.concat", 528, 14)]
    [InlineData("slim_inception_v1", null, "Mixed_5c.concat", 1024, 7)]
    [InlineData("slim_inception_v1", 112, "Mixed_5c.concat", 1024, 4)]
    [InlineData("slim_inception_v3", null, "Mixed_6e.concat", 768, 17)]
    [InlineData("slim_inception_v3", null, "Mixed_7c.concat", 2048, 8)]
    [InlineData("slim_resnet_v1_50", null, "block4.unit_3.relu", 2048, 7)]
    [InlineData("slim_resnet_v1_50", 225, "block4.unit_3.relu", 2048, 8)]
    [InlineData("slim_resnet_v2_50", null, "postnorm_relu", 2048, 10)]
    public void Grids_are_those_of_Slim(string name, int? side, string value, long channels, long grid) =>
        Assert.Equal([Shape.Dynamic, channels, grid, grid], Architectures.Find(name).Build(side: side).InferShapes()[value].Shape);
}
