using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>A residual network for two CPU cores: at most 1.5 million weights and 150 million multiply-adds on pictures of 160 pixels.</summary>
/// <remarks>
/// After He et al. 2016 (arXiv:1512.03385), table 1, with one block a stage and half its widths; where we differ, a 1 × 1 convolution widens the features before they are averaged, as in MobileNetV2.
/// Plain 3 × 3 convolutions, since libtorch trains them several times faster on a CPU than depthwise ones of as many multiply-adds; docs/graft-s.md has what was measured of other shapes.
/// </remarks>
public static class GraftS
{
    public static Architecture Standard { get; } = new()
    {
        Name = "graft-s",
        Family = "Graft",
        Publisher = Publishers.Graft,
        Paper = "after He et al. 2016, Deep residual learning for image recognition, arXiv:1512.03385, table 1",
        Side = 160,
        Preprocessing = Preprocessing.ImageNet.At(160),
        Initialization = Initialization.PyTorch with { Convolution = new HeNormalInitializer(FanOut: true) },
        Backbone =
        [
            ("stem", Rectified(Conv(32, kernel: 3, stride: 2, bias: false))), // (32, 80, 80)
            ("stage1", ResNet.Basic(32, stride: 2)), // (32, 40, 40)
            ("stage2", ResNet.Basic(64, stride: 2)), // (64, 20, 20)
            ("stage3", ResNet.Basic(128, stride: 2)), // (128, 10, 10)
            ("stage4", ResNet.Basic(256, stride: 2)), // (256, 5, 5)
            ("widen", Rectified(Conv(512, kernel: 1, bias: false))), // (512, 5, 5)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("head", Dense(classes))],
    };

    private static Layer Rectified(Layer convolution) => Sequence(convolution, BatchNorm(), Relu());
}
