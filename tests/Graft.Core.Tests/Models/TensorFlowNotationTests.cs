using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Core.Tests.Models;

public sealed class TensorFlowNotationTests
{
    /// <summary>TensorFlow's rule: outputs ⌈n / s⌉, padding max((outputs − 1) · s + k − n, 0), the smaller half in front.</summary>
    [Theory]
    [InlineData(3, 2, 224, 112, 0, 1)]
    [InlineData(3, 2, 225, 113, 1, 1)]
    [InlineData(7, 2, 224, 112, 2, 3)]
    [InlineData(3, 1, 14, 14, 1, 1)]
    [InlineData(2, 2, 14, 7, 0, 0)]
    [InlineData(2, 2, 15, 8, 0, 1)]
    [InlineData(1, 2, 15, 8, 0, 0)]
    public void Padding_SAME_is_asymmetric_at_stride_2(long kernel, long stride, int side, long outputs, long before, long after)
    {
        Graph graph = Network(Same(Conv(4, kernel, stride)), side);
        Assert.Equal([Shape.Dynamic, 4, outputs, outputs], graph.InferShapes()[graph.Features!].Shape);
        Assert.Equal(new Margins(before, before, after, after), Assert.IsType<Conv>(graph.Nodes[0].Op).Window.PadFor(side));
    }

    [Fact]
    public void Poolings_are_padded_alike_and_the_mean_leaves_the_padding_out()
    {
        Assert.Equal(AutoPad.SameUpper, Assert.IsType<MaxPool>(Network(Same(MaxPool(3, stride: 2)), 8).Nodes[0].Op).Window.AutoPad);
        AveragePool mean = Assert.IsType<AveragePool>(Network(Same(AveragePool(3, stride: 1)), 8).Nodes[0].Op);
        Assert.Equal((AutoPad.SameUpper, false), (mean.Window.AutoPad, mean.CountPadding));
    }

    [Fact]
    public void A_layer_without_a_window_cannot_be_padded() =>
        Assert.Equal("a layer of kind 'relu' has no window to pad (Parameter 'layer')", Assert.Throws<ArgumentException>(() => Same(Relu())).Message);

    private static Graph Network(Layer layer, int side) => new Architecture
    {
        Name = "one layer",
        Family = "",
        Paper = "",
        Side = side,
        Preprocessing = Preprocessing.ImageNet.At(side),
        Backbone = [layer],
        Head = classes => [GlobalAveragePool(), Flatten(), Dense(classes)],
    }.Build(2);
}
