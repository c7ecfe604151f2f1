using Graft.Graphs.Ops;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>Keras' MobileNets v1 and v2.</summary>
/// <remarks>
/// Howard et al. 2017 (arXiv:1704.04861), table 1, and Sandler et al. 2018 (arXiv:1801.04381), table 2, as in <c>keras/applications/mobilenet.py</c> and <c>mobilenet_v2.py</c>: batch norms have epsilon 1e-3. Where the grid is halved, v1 pads one pixel
/// at the bottom and the right whatever the size, and v2 pads as TensorFlow's SAME does (<c>correct_pad</c>); torchvision's v2 pads alike on all sides.
/// </remarks>
public static class KerasMobileNet
{
    /// <summary>Output width and stride of the thirteen separable convolutions of v1.</summary>
    private static readonly (long Width, long Stride)[] Separable =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    /// <summary>Table 2 of v2: expansion, width, count, stride of the first.</summary>
    private static readonly (long Expansion, long Width, int Count, long Stride)[] Inverted =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    public static Architecture V1 { get; } = new()
    {
        Name = "keras_mobilenet",
        Family = "MobileNet (Keras)",
        Paper = "Howard et al. 2017, MobileNets: efficient convolutional neural networks for mobile vision applications, arXiv:1704.04861, table 1",
        Publisher = Publishers.Keras,
        Preprocessing = KerasPreprocessing.MinusOneToOne,
        Names = KerasNames.Of(("predictions", "conv_preds"), ("*", "*")),
        Initialization = KerasInitialization.Default,
        Backbone =
        [
            .. Rectified("conv1", Padded(Conv(32, kernel: 3, stride: 2, bias: false), BelowAndRight)), // (32, 112, 112)
            .. Separable.SelectMany((row, place) => (Layer[])
            [
                .. Rectified($"conv_dw_{place + 1}", row.Stride == 1 ? Depthwise(kernel: 3) : Padded(Depthwise(kernel: 3, row.Stride), BelowAndRight)),
                .. Rectified($"conv_pw_{place + 1}", Conv(row.Width, kernel: 1, bias: false)),
            ]), // (1024, 7, 7)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [Dropout(0.001f), ("predictions", Dense(classes))],
    };

    public static Architecture V2 { get; } = new()
    {
        Name = "keras_mobilenet_v2",
        Family = "MobileNetV2 (Keras)",
        Paper = "Sandler et al. 2018, MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381, table 2",
        Publisher = Publishers.Keras,
        Preprocessing = KerasPreprocessing.MinusOneToOne,
        Names = KerasNames.Of([("expanded_conv.*", "expanded_conv_*"), ("block_{}.*", "block_{}_*"), .. Enumerable.Range(0, 17).SelectMany(OlderNames), ("*", "*")]),
        Initialization = KerasInitialization.Default,
        Backbone =
        [
            ("Conv1", Same(Conv(32, kernel: 3, stride: 2, bias: false))), ("bn_Conv1", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)), Relu6(), // (32, 112, 112)
            .. Inverted.SelectMany(row => Enumerable.Range(0, row.Count).Select(place => (row.Expansion, row.Width, Stride: place == 0 ? row.Stride : 1)))
                .Select((row, block) => (Layer)(Block(block), InvertedResidual(row.Expansion, row.Width, row.Stride))),
            ("Conv_1", Conv(1280, kernel: 1, bias: false)), ("Conv_1_bn", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)), Relu6(), // (1280, 7, 7)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("predictions", Dense(classes))],
    };

    private static Margins BelowAndRight => new(0, 0, 1, 1);

    private static string Block(int block) => block == 0 ? "expanded_conv" : $"block_{block}";

    /// <summary>The first files were written under other names, all with the block's number twice.</summary>
    private static IEnumerable<(string, string)> OlderNames(int block) => [($"{Block(block)}.*_BN", $"bn{block}_conv_{block}_bn_*"), ($"{Block(block)}.*", $"mobl{block}_conv_{block}_*")];

    private static Layer[] Rectified(string name, Layer convolution) => [(name, convolution), ($"{name}_bn", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)), Relu6()];

    private static Layer InvertedResidual(long expansion, long width, long stride) => Residual(
    [
        .. expansion == 1 ? (Layer[])[] : [("expand", Expand(expansion)), ("expand_BN", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)), Relu6()],
        ("depthwise", Same(Depthwise(kernel: 3, stride))), ("depthwise_BN", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)), Relu6(),
        ("project", Conv(width, kernel: 1, bias: false)), ("project_BN", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)),
    ]);
}
