using System.Collections.Immutable;
using Graft.Graphs.Ops;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>Keras' Inception v3.</summary>
/// <remarks>
/// Szegedy et al. 2016 (arXiv:1512.00567), table 1, figures 5 to 7 and 10, as in <c>keras/applications/inception_v3.py</c>. Unlike torchvision's, average pooling leaves padded pixels out of its mean. Batch norms (epsilon 1e-3) have no scale;
/// here they have one that starts at 1. Keras gives the 94 convolutions no names, so files number them in the order in which they are made; <c>conv1</c> to <c>conv94</c> here.
/// </remarks>
public static class KerasInceptionV3
{
    public static Architecture Standard { get; } = new()
    {
        Name = "keras_inception_v3",
        Family = "Inception v3 (Keras)",
        Paper = "Szegedy et al. 2016, Rethinking the Inception architecture for computer vision, arXiv:1512.00567, table 1",
        Publisher = Publishers.Keras,
        Side = 299,
        Preprocessing = KerasPreprocessing.MinusOneToOne.At(299),
        Names = KerasNames.Of(("conv{}", "conv2d{#}"), ("bn{}", "batch_normalization{#}")).Implying("bn{}.weight", 1),
        Initialization = KerasInitialization.Default,
        Backbone = new Numbered().Layers(),
        Head = classes => [("predictions", Dense(classes))],
    };

    /// <summary>Writes the network in the order in which Keras makes it, and counts the convolutions.</summary>
    private sealed class Numbered
    {
        private static readonly Size2 Row3 = new(1, 3), Column3 = new(3, 1), Row7 = new(1, 7), Column7 = new(7, 1);

        private int made;

        public ImmutableArray<Layer> Layers() =>
        [
            Unit(32, 3, stride: 2, pad: 0), // (32, 149, 149)
            Unit(32, 3, pad: 0),
            Unit(64, 3), MaxPool(3, stride: 2, pad: 0), // (64, 73, 73)
            Unit(80, 1), Unit(192, 3, pad: 0), MaxPool(3, stride: 2, pad: 0), // (192, 35, 35)
            Figure5(pooled: 32), Figure5(pooled: 64), Figure5(pooled: 64), // (288, 35, 35)
            Branches(Unit(384, 3, stride: 2, pad: 0), Chain(Unit(64, 1), Unit(96, 3), Unit(96, 3, stride: 2, pad: 0)), MaxPool(3, stride: 2, pad: 0)), // (768, 17, 17)
            Figure6(128), Figure6(160), Figure6(160), Figure6(192),
            Branches(
                Chain(Unit(192, 1), Unit(320, 3, stride: 2, pad: 0)),
                Chain(Unit(192, 1), Unit(192, Row7), Unit(192, Column7), Unit(192, 3, stride: 2, pad: 0)),
                MaxPool(3, stride: 2, pad: 0)), // (1280, 8, 8)
            Figure7(), Figure7(), // (2048, 8, 8)
            GlobalAveragePool(), Flatten(),
        ];

        private Layer Figure5(long pooled) => Branches(
            Unit(64, 1),
            Chain(Unit(48, 1), Unit(64, 5)),
            Chain(Unit(64, 1), Unit(96, 3), Unit(96, 3)),
            Pooled(pooled));

        private Layer Figure6(long inner) => Branches(
            Unit(192, 1),
            Chain(Unit(inner, 1), Unit(inner, Row7), Unit(192, Column7)),
            Chain(Unit(inner, 1), Unit(inner, Column7), Unit(inner, Row7), Unit(inner, Column7), Unit(192, Row7)),
            Pooled(192));

        private Layer Figure7() => Branches(
            Unit(320, 1),
            Chain(Unit(384, 1), Branches(Unit(384, Row3), Unit(384, Column3))),
            Chain(Unit(448, 1), Unit(384, 3), Branches(Unit(384, Row3), Unit(384, Column3))),
            Pooled(192));

        private Layer Pooled(long width) => Chain(Same(AveragePool(3, stride: 1)), Unit(width, 1));

        private Layer Unit(long width, Size2 kernel, long stride = 1, Size2? pad = null)
        {
            made++;
            return Chain(($"conv{made}", Conv(width, kernel, stride, pad, bias: false)), ($"bn{made}", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)), Relu());
        }
    }
}
