using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>MobileNetV2: inverted residual blocks, narrow outside and wide inside, with a depthwise convolution in the middle.</summary>
/// <remarks>
/// Sandler et al. 2018 (arXiv:1801.04381), table 2. New depthwise weights are drawn by the fan of their one channel, where torchvision counts all channels and starts them far smaller.
/// </remarks>
public static class MobileNet
{
    /// <summary>Table 2: expansion t, output width c, blocks n, stride s of the first.</summary>
    private static readonly (long Expansion, long Width, int Count, long Stride)[] Table =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    public static Architecture V2 { get; } = new()
    {
        Name = "mobilenet_v2",
        Family = "MobileNetV2",
        Paper = "Sandler et al. 2018, MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381, table 2",
        Initialization = new(new HeNormalInitializer(FanOut: true), new NormalInitializer(0.01), ZeroBias: true),
        Others = [TimmNames.MobileNetV2],
        Backbone =
        [
            ("features", Sequence(
            [
                Rectified(Conv(32, kernel: 3, stride: 2, bias: false)), // (32, 112, 112)
                .. Table.SelectMany(row => Enumerable.Range(0, row.Count).Select(place => InvertedResidual(row.Expansion, row.Width, place == 0 ? row.Stride : 1))),
                Rectified(Conv(1280, kernel: 1, bias: false)), // (1280, 7, 7)
            ])),
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("classifier", Sequence(Dropout(0.2f), Dense(classes)))],
    };

    private static Layer InvertedResidual(long expansion, long width, long stride) => Residual(
    [
        ("conv", Sequence(
        [
            .. expansion == 1 ? (Layer[])[] : [Rectified(Expand(expansion))],
            Rectified(Depthwise(kernel: 3, stride)),
            Conv(width, kernel: 1, bias: false), BatchNorm(),
        ])),
    ]);

    private static Layer Rectified(Layer convolution) => Sequence(convolution, BatchNorm(), Relu6());
}
