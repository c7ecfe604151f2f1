using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>SqueezeNet: fire modules that squeeze to few channels and expand again through 1 × 1 and 3 × 3 convolutions.</summary>
/// <remarks>
/// Iandola et al. 2016 (arXiv:1602.07360), table 1, without bypass; version 1.1 is the authors' later one with a smaller first layer and earlier pooling.
/// The head keeps the ReLU on the logits that paper and torchvision have; <c>ReplaceHead</c> leaves it out.
/// </remarks>
public static class SqueezeNet
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("squeezenet1_0",
            Conv(96, kernel: 7, stride: 2, pad: 0), Relu(), Pool(), // (96, 54, 54)
            Fire(16, 64), Fire(16, 64), Fire(32, 128), Pool(), // (256, 27, 27)
            Fire(32, 128), Fire(48, 192), Fire(48, 192), Fire(64, 256), Pool(), // (512, 13, 13)
            Fire(64, 256)),
        Of("squeezenet1_1",
            Conv(64, kernel: 3, stride: 2, pad: 0), Relu(), Pool(), // (64, 55, 55)
            Fire(16, 64), Fire(16, 64), Pool(), // (128, 27, 27)
            Fire(32, 128), Fire(32, 128), Pool(), // (256, 13, 13)
            Fire(48, 192), Fire(48, 192), Fire(64, 256), Fire(64, 256)),
    ];

    private static Architecture Of(string name, params ImmutableArray<Layer> features) => new()
    {
        Name = name,
        Family = "SqueezeNet",
        Paper = "Iandola et al. 2016, SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, arXiv:1602.07360, table 1",
        Initialization = new(new HeUniformInitializer(), new NormalInitializer(0.01), ZeroBias: true),
        Others = name == "squeezenet1_1" ? [new(Publishers.Keras, KerasNames.SqueezeNet, KerasPreprocessing.Caffe)] : [],
        Backbone = [("features", Sequence(features))],
        Head = classes =>
        [
            ("classifier", Sequence(Dropout(0.5f), Conv(classes, kernel: 1, initializer: new NormalInitializer(0.01)), Relu(), GlobalAveragePool())),
            Flatten(),
        ],
    };

    /// <summary>Squeezes to <paramref name="squeezed"/> channels, expands to twice <paramref name="expanded"/>.</summary>
    private static Layer Fire(long squeezed, long expanded) => Chain(
        ("squeeze", Conv(squeezed, kernel: 1)), Relu(),
        Branches(
            Chain(("expand1x1", Conv(expanded, kernel: 1)), Relu()),
            Chain(("expand3x3", Conv(expanded, kernel: 3)), Relu())));

    private static Layer Pool() => MaxPool(3, stride: 2, pad: 0, ceiling: true);
}
