using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Core.Tests.Models.Keras;

/// <summary>Where Keras' networks compute something else than torchvision's of the same name.</summary>
public sealed class KerasTrapsTests
{
    /// <summary>Keras' example of its mode 'caffe': RGB becomes BGR, and 103.939, 116.779 and 123.68 are taken from blue, green and red.</summary>
    [Theory]
    [InlineData("vgg16")]
    [InlineData("vgg19")]
    [InlineData("keras_resnet50")]
    [InlineData("squeezenet1_1")]
    public void Keras_wants_BGR_less_the_mean_colour(string name)
    {
        Preprocessing preprocessing = Architectures.Find(name).Conventions.Single(convention => convention.Publisher == Publishers.Keras).Preprocessing;
        Assert.Equal(ChannelOrder.Bgr, preprocessing.Channels);
        Assert.Equal([200 - 103.939f, 100 - 116.779f, 50 - 123.68f], Prepare(preprocessing, [200, 100, 50]));
    }

    [Theory]
    [InlineData("keras_resnet50v2")]
    [InlineData("keras_mobilenet")]
    [InlineData("keras_mobilenet_v2")]
    [InlineData("keras_inception_v3")]
    [InlineData("keras_xception")]
    public void Others_want_RGB_from_minus_one_to_one(string name)
    {
        Preprocessing preprocessing = Architectures.Find(name).Preprocessing;
        Assert.Equal(ChannelOrder.Rgb, preprocessing.Channels);
        Assert.Equal([-1, 0, 1], Prepare(preprocessing, [0, 127.5f, 255]).Select(value => MathF.Round(value, 5)));
    }

    [Theory]
    [InlineData("keras_densenet121")]
    [InlineData("keras_efficientnet_b0")]
    public void These_want_what_torchvision_wants(string name) => Assert.Equal(Preprocessing.ImageNet, Architectures.Find(name).Preprocessing);

    [Theory]
    [InlineData("keras_mobilenet", 224, "conv1", 0, 1)]
    [InlineData("keras_mobilenet", 224, "conv_dw_12", 0, 1)]
    [InlineData("keras_mobilenet", 224, "conv_dw_11", 1, 1)]
    [InlineData("keras_mobilenet", 97, "conv1", 0, 1)] // whatever the size
    [InlineData("keras_mobilenet_v2", 224, "Conv1", 0, 1)]
    [InlineData("keras_mobilenet_v2", 97, "Conv1", 1, 1)] // correct_pad: alike where the size is odd
    [InlineData("keras_mobilenet_v2", 224, "block_13.depthwise", 0, 1)]
    [InlineData("keras_xception", 299, "shortcut2.conv", 0, 0)]
    [InlineData("keras_efficientnet_b0", 224, "block3a_dwconv", 1, 2)] // 5 × 5 at 56 pixels
    public void Padding_at_stride_2_is_asymmetric(string name, int side, string node, long before, long after)
    {
        Graph graph = Architectures.Find(name).Build(side: side);
        Node convolution = graph.Nodes.Single(candidate => candidate.Name == node);
        Shape x = graph.InferShapes()[convolution.Inputs[0]].Shape;
        Assert.Equal(new Margins(before, before, after, after), ((Conv)convolution.Op).Window.PadFor(new(x[2], x[3])));
    }

    [Theory]
    [InlineData("keras_resnet50", 1.001e-5f)]
    [InlineData("keras_resnet50v2", 1.001e-5f)]
    [InlineData("keras_densenet121", 1.001e-5f)]
    [InlineData("keras_mobilenet", 1e-3f)]
    [InlineData("keras_mobilenet_v2", 1e-3f)]
    [InlineData("keras_inception_v3", 1e-3f)]
    [InlineData("keras_xception", 1e-3f)]
    [InlineData("keras_efficientnet_b0", 1e-3f)]
    public void Batch_norms_have_an_epsilon_of_their_own(string name, float epsilon) =>
        Assert.Equal([epsilon], Architectures.Find(name).Build().Nodes.Select(node => node.Op).OfType<BatchNormalization>().Select(norm => norm.Epsilon).Distinct());

    [Fact]
    public void Batch_norms_of_Inception_have_no_gamma() => Assert.Equal(1, KerasNamesTests.NamesOf(Architectures.Find("keras_inception_v3")).ImpliedOf("bn17.weight"));

    /// <summary>He et al. 2016 put the stride there; torchvision puts it into the 3 × 3 convolution.</summary>
    [Fact]
    public void ResNet_halves_the_grid_in_its_first_1x1_convolution()
    {
        Graph graph = Architectures.Find("keras_resnet50").Build();
        Assert.Equal((2, 1), (StrideOf(graph, "conv3_block1.1.conv"), StrideOf(graph, "conv3_block1.2.conv")));
        Assert.Equal(1, StrideOf(graph, "conv2_block1.1.conv"));
    }

    [Fact]
    public void ResNet_v2_halves_it_in_the_last_block_of_a_stage_and_pads_its_first_pooling_with_zeros_that_count()
    {
        Graph graph = Architectures.Find("keras_resnet50v2").Build();
        Assert.Equal((1, 2, 1), (StrideOf(graph, "conv2_block1.2.conv"), StrideOf(graph, "conv2_block3.2.conv"), StrideOf(graph, "conv5_block3.2.conv")));
        Assert.Equal(new Pad(1), graph.Nodes.Single(node => node.Name == "pool1_pad").Op);
    }

    [Fact]
    public void Files_without_a_head_have_no_classes_and_state_no_accuracy()
    {
        Assert.All(KerasWeights.All, weights => Assert.Equal(weights.FileName.Contains("top", StringComparison.Ordinal), weights.Classes == 0));
        Assert.All(KerasWeights.All.Where(weights => weights.Classes == 0), weights => Assert.Null(weights.Accuracy));
        Assert.All(KerasWeights.All.Where(weights => weights.Md5 is not null), weights => Assert.Matches("^[0-9a-f]{32}$", weights.Md5));
    }

    [Fact]
    public void The_genuine_SqueezeNet_fits_torchvisions_graph()
    {
        using WeightFile file = WeightFile.Open(Path.Combine(TestData.Require("weights"), "squeezenet1_1-notop-keras.h5"));
        WeightConvention convention = Architectures.Find("squeezenet1_1").ConventionOf(file);
        Assert.Equal(Publishers.Keras, convention.Publisher);
        (Graph graph, LoadReport report) = Architectures.Find("squeezenet1_1").Build().Load(file, convention.Names);
        Assert.Empty(report.Unused);
        Assert.Equal(50, report.Loaded.Count + report.Reshaped.Count);
        Assert.Equal(["classifier.1.weight", "classifier.1.bias"], report.New.Select(weight => weight.Name));
        // (3, 3, 3, 64) in the file: the number at row 2, column 0, blue… of filter 5.
        float[] stored = file.Tensors["conv1/kernel"].ToFloats(), found = graph.Weights["features.0.weight"].ToFloats();
        Assert.Equal(stored[((((2 * 3) + 0) * 3) + 1) * 64 + 5], found[((((5 * 3) + 1) * 3) + 2) * 3 + 0]);
    }

    private static long StrideOf(Graph graph, string node) => ((Conv)graph.Nodes.Single(candidate => candidate.Name == node).Op).Window.Stride.Height;

    private static float[] Prepare(Preprocessing preprocessing, float[] planes) =>
        [.. planes.Select((value, plane) => ((value * preprocessing.Scale) - preprocessing.Mean[plane]) / preprocessing.Deviation[plane])];
}
