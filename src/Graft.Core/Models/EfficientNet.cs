using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>EfficientNet: MobileNetV2's blocks with squeeze and excitation, scaled in width, depth and picture size together; version 2 begins with plain convolutions in their place.</summary>
/// <remarks>
/// Tan and Le 2019 (arXiv:1905.11946), table 1, widths and depths scaled by the authors' code for B1 to B7; 2021 (arXiv:2104.00298), table 4, and their code for M and L.
/// Padding is symmetric as in torchvision, not TensorFlow's SAME. New depthwise weights are drawn by the fan of their one channel.
/// </remarks>
public static class EfficientNet
{
    /// <summary>A stage: expansion, kernel, stride of the first block, output width, blocks; fused blocks expand with their own kernel and have no squeeze and excitation.</summary>
    private sealed record Stage(long Expansion, long Kernel, long Stride, long Width, int Count, bool Fused = false);

    private static readonly Stage[] Table1 =
    [
        new(1, 3, 1, 16, 1), new(6, 3, 2, 24, 2), new(6, 5, 2, 40, 2), new(6, 3, 2, 80, 3), new(6, 5, 1, 112, 3), new(6, 5, 2, 192, 4), new(6, 3, 1, 320, 1),
    ];

    private static readonly Stage[] Small =
    [
        new(1, 3, 1, 24, 2, Fused: true), new(4, 3, 2, 48, 4, Fused: true), new(4, 3, 2, 64, 4, Fused: true), new(4, 3, 2, 128, 6), new(6, 3, 1, 160, 9), new(6, 3, 2, 256, 15),
    ];

    private static readonly Stage[] Medium =
    [
        new(1, 3, 1, 24, 3, Fused: true), new(4, 3, 2, 48, 5, Fused: true), new(4, 3, 2, 80, 5, Fused: true), new(4, 3, 2, 160, 7), new(6, 3, 1, 176, 14), new(6, 3, 2, 304, 18), new(6, 3, 1, 512, 5),
    ];

    private static readonly Stage[] Large =
    [
        new(1, 3, 1, 32, 4, Fused: true), new(4, 3, 2, 64, 7, Fused: true), new(4, 3, 2, 96, 7, Fused: true), new(4, 3, 2, 192, 10), new(6, 3, 1, 224, 19), new(6, 3, 2, 384, 25), new(6, 3, 1, 640, 7),
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        First("efficientnet_b0", width: 1.0, depth: 1.0, side: 224, resize: 256, dropout: 0.2f),
        First("efficientnet_b1", width: 1.0, depth: 1.1, side: 240, resize: 256, dropout: 0.2f),
        First("efficientnet_b2", width: 1.1, depth: 1.2, side: 288, resize: 288, dropout: 0.3f),
        First("efficientnet_b3", width: 1.2, depth: 1.4, side: 300, resize: 320, dropout: 0.3f),
        First("efficientnet_b4", width: 1.4, depth: 1.8, side: 380, resize: 384, dropout: 0.4f),
        First("efficientnet_b5", width: 1.6, depth: 2.2, side: 456, resize: 456, dropout: 0.4f, epsilon: 1e-3f, momentum: 0.99f),
        First("efficientnet_b6", width: 1.8, depth: 2.6, side: 528, resize: 528, dropout: 0.5f, epsilon: 1e-3f, momentum: 0.99f),
        First("efficientnet_b7", width: 2.0, depth: 3.1, side: 600, resize: 600, dropout: 0.5f, epsilon: 1e-3f, momentum: 0.99f),
        Second("efficientnet_v2_s", Small, side: 384, dropout: 0.2f),
        Second("efficientnet_v2_m", Medium, side: 480, dropout: 0.3f),
        Second("efficientnet_v2_l", Large, side: 480, dropout: 0.4f) with { Preprocessing = InceptionV3.FromMinusOneToOne with { Height = 480, Width = 480, Resize = 480, Resampling = Resampling.Bicubic } },
    ];

    private static Architecture First(string name, double width, double depth, int side, int resize, float dropout, float epsilon = 1e-5f, float momentum = 0.9f)
    {
        Preprocessing preprocessing = Preprocessing.ImageNet with { Height = side, Width = side, Resize = resize, Resampling = Resampling.Bicubic };
        Stage[] stages = [.. Table1.Select(stage => stage with { Width = Channels.Rounded(stage.Width * width), Count = (int)Math.Ceiling(stage.Count * depth) })];
        Architecture first = Of(name, "EfficientNet", "Tan and Le 2019, EfficientNet: rethinking model scaling for convolutional neural networks, arXiv:1905.11946, table 1",
            stages, stem: Channels.Rounded(32 * width), last: 4 * Channels.Rounded(320 * width), dropout, () => BatchNorm(epsilon, momentum), preprocessing);
        return first with { Others = [TimmNames.EfficientNet with { Preprocessing = preprocessing }] };
    }

    private static Architecture Second(string name, Stage[] stages, int side, float dropout) =>
        Of(name, "EfficientNetV2", "Tan and Le 2021, EfficientNetV2: smaller models and faster training, arXiv:2104.00298, table 4",
            stages, stages[0].Width, last: 1280, dropout, () => BatchNorm(epsilon: 1e-3f), Preprocessing.ImageNet with { Height = side, Width = side, Resize = side });

    private static Architecture Of(string name, string family, string paper, Stage[] stages, long stem, long last, float dropout, Func<Layer> norm, Preprocessing preprocessing)
    {
        int blocks = stages.Sum(stage => stage.Count);
        return new()
        {
            Name = name,
            Family = family,
            Paper = paper,
            Side = preprocessing.Height,
            Preprocessing = preprocessing,
            Initialization = new(new HeNormalInitializer(FanOut: true), new UniformFanInInitializer(), ZeroBias: true),
            Backbone =
            [
                ("features", Sequence(
                [
                    Activated(Conv(stem, kernel: 3, stride: 2, bias: false)), // half the side
                    .. stages.Select((stage, place) => Sequence(Blocks(stage, place == 0 ? stem : stages[place - 1].Width, stages.Take(place).Sum(before => before.Count)))),
                    Activated(Conv(last, kernel: 1, bias: false)), // a 32nd of the side
                ])),
                GlobalAveragePool(), Flatten(),
            ],
            Head = classes => [("classifier", Sequence(Dropout(dropout), Dense(classes, initializer: new UniformFanInInitializer(classes))))],
        };

        IEnumerable<Layer> Blocks(Stage stage, long inputs, int before) => Enumerable.Range(0, stage.Count).Select(place =>
            Block(stage, place == 0 ? inputs : stage.Width, place == 0 ? stage.Stride : 1, skipped: 0.2f * (before + place) / blocks));

        Layer Block(Stage stage, long inputs, long stride, float skipped) => Residual([("block", Sequence(stage.Fused ? Fused(stage, inputs, stride) : Inverted(stage, inputs, stride)))], skipped: skipped);

        Layer[] Inverted(Stage stage, long inputs, long stride) =>
        [
            .. stage.Expansion == 1 ? (Layer[])[] : [Activated(Conv(stage.Expansion * inputs, kernel: 1, bias: false))],
            Activated(Depthwise(stage.Kernel, stride)),
            SqueezeExcitation(inputs / 4, Silu(), new Sigmoid(), stage.Expansion * inputs),
            Sequence(Conv(stage.Width, kernel: 1, bias: false), norm()),
        ];

        Layer[] Fused(Stage stage, long inputs, long stride) => stage.Expansion == 1
            ? [Activated(Conv(stage.Width, stage.Kernel, stride, bias: false))]
            : [Activated(Conv(stage.Expansion * inputs, stage.Kernel, stride, bias: false)), Sequence(Conv(stage.Width, kernel: 1, bias: false), norm())];

        Layer Activated(Layer convolution) => Sequence(convolution, norm(), Silu());
    }
}
