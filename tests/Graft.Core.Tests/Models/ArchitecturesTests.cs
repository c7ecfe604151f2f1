using Graft.Graphs;
using Graft.Models;
using Graft.Weights;

namespace Graft.Core.Tests.Models;

public sealed class ArchitecturesTests
{
    public static TheoryData<string> Published => [.. PublishedState.All.Keys];

    /// <summary>Parameters and multiply-adds (in 10⁹) that torchvision's documentation lists for its ImageNet weights, auxiliary heads included.</summary>
    [Theory]
    [InlineData("alexnet", 61_100_840, 0.71)]
    [InlineData("vgg11", 132_863_336, 7.61)]
    [InlineData("vgg11_bn", 132_868_840, 7.61)]
    [InlineData("vgg13", 133_047_848, 11.31)]
    [InlineData("vgg13_bn", 133_053_736, 11.31)]
    [InlineData("vgg16", 138_357_544, 15.47)]
    [InlineData("vgg16_bn", 138_365_992, 15.47)]
    [InlineData("vgg19", 143_667_240, 19.63)]
    [InlineData("vgg19_bn", 143_678_248, 19.63)]
    [InlineData("resnet18", 11_689_512, 1.81)]
    [InlineData("resnet34", 21_797_672, 3.66)]
    [InlineData("resnet50", 25_557_032, 4.09)]
    [InlineData("resnet101", 44_549_160, 7.80)]
    [InlineData("resnet152", 60_192_808, 11.51)]
    [InlineData("squeezenet1_0", 1_248_424, 0.82)]
    [InlineData("squeezenet1_1", 1_235_496, 0.35)]
    [InlineData("mobilenet_v2", 3_504_872, 0.30)]
    [InlineData("googlenet", 6_624_904, 1.50)]
    [InlineData("inception_v3", 27_161_264 - 3_326_696, 5.71)]
    public void Have_the_published_parameters_and_multiply_adds(string name, long parameters, double billions)
    {
        GraphCost cost = Architectures.Find(name).Build().Cost();
        Assert.Equal(parameters, cost.Parameters);
        Assert.Equal(billions, Math.Round(cost.MultiplyAdds / 1e9, 2));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Compute_as_much_as_torchvision_counts(string name)
    {
        PublishedState published = PublishedState.All[name];
        GraphCost cost = Architectures.Find(name).Build().Cost();
        Assert.Equal(published.MultiplyAdds, cost.MultiplyAdds);
        Assert.Equal(published.Parameters - published.Auxiliary, cost.Parameters);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Name_their_weights_as_torchvision_does(string name)
    {
        Graph graph = Architectures.Find(name).Build();
        Assert.Equal(
            PublishedState.All[name].Tensors.Select(tensor => $"{tensor.Name} {Convolutional(name, tensor.Name, tensor.Shape)}").Order(StringComparer.Ordinal),
            graph.LearnedWeights().SelectMany(pair => pair.Weights).Distinct().Select(name => $"{name} {graph.Weights[name].Shape}").Order(StringComparer.Ordinal));
    }

    /// <summary>The shape of a dense weight of torchvision as the convolution that it is here: the first over the grid that the convolutions leave, the others over one pixel.</summary>
    private static Shape Convolutional(string architecture, string weight, Shape shape) => (architecture, weight, shape.Rank) switch
    {
        ("alexnet", "classifier.1.weight", 2) => [4096, 256, 6, 6],
        ("alexnet", _, 2) => [shape[0], shape[1], 1, 1],
        (_, "classifier.0.weight", 2) when architecture.StartsWith("vgg", StringComparison.Ordinal) => [4096, 512, 7, 7],
        (_, _, 2) when architecture.StartsWith("vgg", StringComparison.Ordinal) => [shape[0], shape[1], 1, 1],
        _ => shape,
    };

    [Theory]
    [InlineData("googlenet", "aux1.fc1.weight")]
    [InlineData("googlenet", "aux2.conv.bn.running_var")]
    [InlineData("inception_v3", "AuxLogits.fc.bias")]
    public void Pass_over_the_auxiliary_heads_of_published_files(string name, string weight) => Assert.True(Architectures.Find(name).Names.Ignores(weight));

    [Fact]
    public void The_constants_of_a_network_are_no_weights() =>
        Assert.Equal(["scale", "mask"], Architectures.Find("swin_t").Build().Weights.Names.Except(Architectures.Find("swin_t").Build().Parameters).Select(name => name.Split('.')[^1]).Distinct());

    [Fact]
    public void All_of_torchvisions_are_held_against_it() =>
        Assert.Equal([.. PublishedState.All.Keys], Architectures.All.Where(architecture => architecture.Publisher == Publishers.Torchvision).Select(architecture => architecture.Name));

    [Theory]
    [InlineData("VGG-19", "vgg19")]
    [InlineData("vgg_19_bn", "vgg19_bn")]
    [InlineData("ResNet50", "resnet50")]
    [InlineData("mobilenetv2", "mobilenet_v2")]
    [InlineData("SqueezeNet 1.1", "squeezenet1_1")]
    [InlineData("inception-v1", "googlenet")]
    [InlineData("Inception v3", "inception_v3")]
    public void Are_found_however_people_spell_them(string spelling, string name) => Assert.Equal(name, Architectures.Find(spelling).Name);

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var error = Assert.Throws<ArchitectureException>(() => Architectures.Find("resnet-20"));
        Assert.StartsWith("there is no architecture 'resnet-20'. Known are alexnet, vgg11, vgg11_bn,", error.Message);
        Assert.EndsWith("any other network can be given as an ONNX file", error.Message);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Lead_from_image_to_logits_through_the_features(string name)
    {
        Architecture architecture = Architectures.Find(name);
        Graph graph = architecture.Build(classes: 7);
        var shapes = graph.InferShapes();
        Assert.Equal(("image", "logits"), (graph.Input.Name, graph.Output));
        Assert.Equal([Shape.Dynamic, .. architecture.Input], graph.Input.Type.Shape);
        Assert.Equal([Shape.Dynamic, 7], shapes["logits"].Shape);
        Assert.Equal(architecture.Side, graph.Preprocessing!.Height);
        Assert.Contains(graph.Features!, shapes.Keys);
    }

    [Fact]
    public void New_weights_depend_on_the_seed_alone()
    {
        Graph first = Architectures.Find("tiny").Build(5, seed: 1), again = Architectures.Find("tiny").Build(5, seed: 1), other = Architectures.Find("tiny").Build(5, seed: 2);
        Assert.Equal(first, again);
        Assert.NotEqual(first.Weights, other.Weights);
        Assert.All(first.Weights, weight => Assert.True(weight.Value.IsNew));
    }

    [Theory]
    [InlineData("vit_b_16", 230, "patches of 16 × 16 pixels do not tile it")]
    [InlineData("swin_t", 256, "windows of 7 × 7 do not tile a grid of 64 × 64")]
    public void A_picture_that_patches_or_windows_do_not_tile_is_refused(string name, int side, string fact)
    {
        var error = Assert.Throws<ArchitectureException>(() => Architectures.Find(name).Build(side: side));
        Assert.Equal($"'{name}' cannot look at pictures of {side} × {side} pixels: {fact}. It was made for 224 × 224; use that, or a network with global average pooling", error.Message);
    }

    [Fact]
    public void A_vision_transformer_for_larger_pictures_has_more_places() =>
        Assert.Equal([1, 577, 768], Architectures.Find("vit_b_16").Build(side: 384).Weights["encoder.pos_embedding"].Shape);

    [Fact]
    public void A_picture_too_small_for_the_network_is_refused_by_node()
    {
        var error = Assert.Throws<ArchitectureException>(() => Architectures.Find("vgg11").Build(side: 128));
        Assert.Equal(
            "'vgg11' cannot look at pictures of 128 × 128 pixels: node 'classifier.0' (Conv): a window of height 7 (dilation 1) does not fit into 4 pixels padded by 0 and 0. "
            + "It was made for 224 × 224; use that, or a network with global average pooling",
            error.Message);
    }

    [Fact]
    public void Other_picture_sizes_change_shapes_and_preprocessing_but_no_weight()
    {
        Graph small = Architectures.Find("resnet18").Build(side: 96), published = Architectures.Find("resnet18").Build();
        Assert.Equal([Shape.Dynamic, 3, 96, 96], small.Input.Type.Shape);
        Assert.Equal((96, 96, 110), (small.Preprocessing!.Height, small.Preprocessing.Width, small.Preprocessing.Resize));
        Assert.Equal(published.Weights.Select(weight => (weight.Key, weight.Value.Shape)), small.Weights.Select(weight => (weight.Key, weight.Value.Shape)));
    }

    [Fact]
    public void Weights_of_the_Inceptions_expect_pixels_from_minus_one_to_one()
    {
        // torchvision: (x · d / 0.5) + (m − 0.5) / 0.5 after x = (p − m) / d; checked at p = 0.25 for the green channel.
        (double mean, double deviation) = (0.456, 0.224);
        double torchvision = ((0.25 - mean) / deviation * (deviation / 0.5)) + ((mean - 0.5) / 0.5);
        Preprocessing ours = Architectures.Find("googlenet").Preprocessing;
        Assert.Equal(torchvision, (0.25 - ours.Mean[1]) / ours.Deviation[1], 1e-6);
        Preprocessing large = Architectures.Find("inception_v3").Preprocessing;
        Assert.Equal((299, 299, 342), (large.Height, large.Width, large.Resize));
        Assert.Equal(ours.Mean, large.Mean);
    }
}
