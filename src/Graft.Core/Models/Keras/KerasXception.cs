using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>Keras' Xception: residual blocks of separable convolutions.</summary>
/// <remarks>
/// Chollet 2017 (arXiv:1610.02357), figure 5, as in <c>keras/applications/xception.py</c>: padding SAME, batch norms with epsilon 1e-3. The four convolutions of shortcuts have no names of their own there, so files call them by numbers.
/// </remarks>
public static class KerasXception
{
    public static Architecture Standard { get; } = new()
    {
        Name = "keras_xception",
        Family = "Xception",
        Paper = "Chollet 2017, Xception: deep learning with depthwise separable convolutions, arXiv:1610.02357, figure 5",
        Publisher = Publishers.Keras,
        Side = 299,
        Preprocessing = KerasPreprocessing.MinusOneToOne.At(299),
        Names = KerasNames.Of(("shortcut{}.conv", "conv2d{#}"), ("shortcut{}.bn", "batch_normalization{#}"), ("shortcut{}.conv", "convolution2d{#}"), ("shortcut{}.bn", "batchnormalization{#}"), ("*", "*"))
            .Before(("*.depthwise.weight", "*/depthwise_kernel", WeightLayout.Hwim), ("*.pointwise.weight", "*/pointwise_kernel", WeightLayout.Hwio)),
        Initialization = KerasInitialization.Default,
        Backbone =
        [
            .. Normed("block1_conv1", Conv(32, kernel: 3, stride: 2, pad: 0, bias: false)), Relu(), // (32, 149, 149)
            .. Normed("block1_conv2", Conv(64, kernel: 3, pad: 0, bias: false)), Relu(), // (64, 147, 147)
            Halve(1, [.. Separable("block2_sepconv1", 128), Relu(), .. Separable("block2_sepconv2", 128)], 128), // (128, 74, 74)
            Halve(2, [Relu(), .. Separable("block3_sepconv1", 256), Relu(), .. Separable("block3_sepconv2", 256)], 256), // (256, 37, 37)
            Halve(3, [Relu(), .. Separable("block4_sepconv1", 728), Relu(), .. Separable("block4_sepconv2", 728)], 728), // (728, 19, 19)
            .. Enumerable.Range(5, 8).Select(block => Residual([.. Enumerable.Range(1, 3).SelectMany(place => (Layer[])[Relu(), .. Separable($"block{block}_sepconv{place}", 728)])])),
            Halve(4, [Relu(), .. Separable("block13_sepconv1", 728), Relu(), .. Separable("block13_sepconv2", 1024)], 1024), // (1024, 10, 10)
            .. Separable("block14_sepconv1", 1536), Relu(),
            .. Separable("block14_sepconv2", 2048), Relu(), // (2048, 10, 10)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("predictions", Dense(classes))],
    };

    private static Layer Halve(int number, Layer[] convolutions, long width) => Residual([.. convolutions, Same(MaxPool(3, stride: 2))],
        projection: ($"shortcut{number}", Chain(("conv", Conv(width, kernel: 1, stride: 2, bias: false)), ("bn", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)))));

    private static Layer[] Separable(string name, long width) => Normed(name, Chain(("depthwise", Depthwise(kernel: 3)), ("pointwise", Conv(width, kernel: 1, bias: false))));

    private static Layer[] Normed(string name, Layer convolution) => [(name, convolution), ($"{name}_bn", BatchNorm(epsilon: 1e-3f, momentum: 0.99f))];
}
