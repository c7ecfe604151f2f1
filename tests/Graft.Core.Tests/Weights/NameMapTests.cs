using Graft.Graphs;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public class NameMapTests
{
    private static readonly NameMap Slim = NameMap.Of(
        ("conv1.weight", "root/weights"),
        ("layer{}.{}.conv{}.weight", "net/block{}/unit_{+1}/conv{}/weights", WeightLayout.Transpose(3, 2, 0, 1)),
        ("*.running_mean", "net/*/moving_mean"));

    [Theory]
    [InlineData("conv1.weight", "root/weights")]
    [InlineData("layer3.0.conv2.weight", "net/block3/unit_1/conv2/weights")]
    [InlineData("layer10.99.conv1.weight", "net/block10/unit_100/conv1/weights")]
    [InlineData("layer1.bn.running_mean", "net/layer1.bn/moving_mean")]
    public void Gaps_carry_numbers_and_texts_over(string graph, string file) => Assert.Equal([file], Slim.SourcesOf(graph).Select(source => source.File));

    [Theory]
    [InlineData("conv1.weights")]
    [InlineData("xconv1.weight")]
    [InlineData("layer3.x.conv2.weight")]
    [InlineData("layer.0.conv2.weight")]
    public void A_name_that_no_line_fits_leads_nowhere(string graph) => Assert.Empty(Slim.SourcesOf(graph));

    [Fact]
    public void Lines_are_asked_from_the_top()
    {
        NameMap map = NameMap.WithPrefix("module.").Before(("head.*", "fc.*"));
        Assert.Equal(["fc.weight", "module.head.weight"], map.SourcesOf("head.weight").Select(source => source.File));
    }

    [Fact]
    public void Gaps_must_agree() => Assert.Contains("do not have the same gaps", Assert.Throws<ArgumentException>(() => NameMap.Of(("a{}.b*", "a*.b{}"))).Message);

    [Fact]
    public void Batch_counters_and_what_is_named_are_ignored()
    {
        NameMap map = NameMap.Identity.Ignoring("AuxLogits.*");
        Assert.True(map.Ignores("bn1.num_batches_tracked") && map.Ignores("num_batches_tracked") && map.Ignores("AuxLogits.fc.weight"));
        Assert.False(map.Ignores("fc.weight") || map.Ignores("my_num_batches_tracked") || map.Ignores("xAuxLogits.fc.weight"));
    }

    [Theory]
    [InlineData("", "conv.weight", "fc.weight")]
    [InlineData("module.", "module.conv.weight", "module.fc.weight", "extra")]
    [InlineData("model.backbone.", "model.backbone.conv.weight", "model.backbone.fc.weight", "fc.weight")]
    [InlineData("", "conv.weight", "ema.conv.weight", "ema.fc.weight", "fc.weight")]
    [InlineData("", "other")]
    [InlineData("", "module.conv.weight")]
    public void The_prefix_that_fits_most_names_is_found(string expected, params string[] names) => Assert.Equal(expected, NameMap.FindPrefix(["conv.weight", "fc.weight"], names));

    [Fact]
    public void Names_that_fit_by_chance_make_no_prefix() => Assert.Equal("", NameMap.FindPrefix(["0.weight", "0.bias", "1.weight"], ["layer1.0.weight", "layer2.0.weight"]));

    [Fact]
    public void Two_prefixes_that_fit_alike_are_a_question() =>
        Assert.Contains("under 'student.' and under 'teacher.' alike", Assert.Throws<WeightFileException>(() => NameMap.FindPrefix(["w"], ["teacher.w", "student.w"])).Message);

    [Fact]
    public void A_layout_moves_axes_as_TensorFlow_convolutions_need()
    {
        Tensor stored = Tensor.Of([1, 2, 3, 2], [.. Enumerable.Range(0, 12).Select(i => (float)i)]); // (H, W, in, out): value = ((w · 3) + in) · 2 + out
        Tensor laid = WeightLayout.Transpose(3, 2, 0, 1).Apply(stored);
        Assert.Equal<long>([2, 3, 1, 2], laid.Shape);
        Assert.Equal([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11], laid.ToFloats());
    }

    [Fact]
    public void The_layouts_of_TensorFlow_have_names()
    {
        Tensor stored = Tensor.Of([1, 2, 3, 2], [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        Assert.Equal([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11], WeightLayout.Hwio.Apply(stored).ToFloats());
        Tensor depthwise = WeightLayout.Hwim.Apply(Tensor.Of([1, 2, 3, 1], [0f, 1, 2, 3, 4, 5])); // (H, W, channels, 1): value = w · 3 + channel
        Assert.Equal<long>([3, 1, 1, 2], depthwise.Shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], depthwise.ToFloats());
    }

    [Fact]
    public void A_dense_layer_after_a_flatten_of_rows_columns_channels_becomes_one_of_channels_rows_columns()
    {
        // (H · W · C, out) with H 1, W 2, C 2, out 2: input i of the file is (w, c) = (i / 2, i % 2).
        Tensor stored = Tensor.Of([4, 2], [0, 1, 10, 11, 20, 21, 30, 31]);
        Tensor laid = WeightLayout.Reshape(1, 2, 2, -1).Then(WeightLayout.Transpose(3, 2, 0, 1)).Then(WeightLayout.Reshape(2, -1)).Apply(stored);
        Assert.Equal<long>([2, 4], laid.Shape);
        Assert.Equal([0, 20, 10, 30, 1, 21, 11, 31], laid.ToFloats()); // in the order (c, w)
    }

    [Fact]
    public void A_layout_for_other_axes_is_refused()
    {
        Assert.Contains("cannot be put in the order (1, 0)", Assert.Throws<WeightFileException>(() => WeightLayout.Transpose(1, 0).Apply(Tensor.Scalar(1))).Message);
        Assert.Contains("cannot take the shape (2, -1): 3 values", Assert.Throws<WeightFileException>(() => WeightLayout.Reshape(2, -1).Apply(Tensor.Of([3], [1f, 2f, 3f]))).Message);
    }
}
