using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>MobileNetV3: inverted residual blocks found by search, some with squeeze and excitation, with rectifiers early and hard swishes late.</summary>
/// <remarks>Howard et al. 2019 (arXiv:1905.02244), tables 1 and 2. Batch norm has epsilon 1e-3. New depthwise weights are drawn by the fan of their one channel.</remarks>
public static class MobileNetV3
{
    /// <summary>A row of the paper's tables: kernel, expanded width, output width, squeeze and excitation, hard swish, stride.</summary>
    private sealed record Row(long Kernel, long Expanded, long Width, bool Squeezes, bool Swishes, long Stride);

    private static readonly Row[] Large =
    [
        new(3, 16, 16, false, false, 1),
        new(3, 64, 24, false, false, 2), new(3, 72, 24, false, false, 1),
        new(5, 72, 40, true, false, 2), new(5, 120, 40, true, false, 1), new(5, 120, 40, true, false, 1),
        new(3, 240, 80, false, true, 2), new(3, 200, 80, false, true, 1), new(3, 184, 80, false, true, 1), new(3, 184, 80, false, true, 1),
        new(3, 480, 112, true, true, 1), new(3, 672, 112, true, true, 1),
        new(5, 672, 160, true, true, 2), new(5, 960, 160, true, true, 1), new(5, 960, 160, true, true, 1),
    ];

    private static readonly Row[] Small =
    [
        new(3, 16, 16, true, false, 2),
        new(3, 72, 24, false, false, 2), new(3, 88, 24, false, false, 1),
        new(5, 96, 40, true, true, 2), new(5, 240, 40, true, true, 1), new(5, 240, 40, true, true, 1),
        new(5, 120, 48, true, true, 1), new(5, 144, 48, true, true, 1),
        new(5, 288, 96, true, true, 2), new(5, 576, 96, true, true, 1), new(5, 576, 96, true, true, 1),
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("mobilenet_v3_small", Small, last: 1024),
        Of("mobilenet_v3_large", Large, last: 1280),
        Timm("timm_mobilenet_v3_small", Small, last: 1024, stages: [1, 2, 3, 2, 3]),
        Timm("timm_mobilenet_v3_large", Large, last: 1280, stages: [1, 2, 3, 4, 2, 3]),
    ];

    /// <summary>timm's own: the same but for the epsilon of batch norms, 1e-5.</summary>
    private static Architecture Timm(string name, Row[] table, long last, int[] stages) => Of(name, table, last, () => BatchNorm()) with
    {
        Family = "MobileNetV3 (timm)",
        Publisher = Publishers.Timm,
        Names = TimmNames.MobileNetV3(stages, at => table[at].Expanded != Inputs(table)[at], at => table[at].Squeezes),
    };

    private static Architecture Of(string name, Row[] table, long last) => Of(name, table, last, () => BatchNorm(epsilon: 1e-3f, momentum: 0.99f));

    private static Architecture Of(string name, Row[] table, long last, Func<Layer> norm) => new()
    {
        Name = name,
        Family = "MobileNetV3",
        Paper = "Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244, tables 1 and 2",
        Initialization = new(new HeNormalInitializer(FanOut: true), new NormalInitializer(0.01), ZeroBias: true),
        Backbone =
        [
            ("features", Sequence(
            [
                Activated(Conv(16, kernel: 3, stride: 2, bias: false), swishes: true, norm), // (16, 112, 112)
                .. table.Zip(Inputs(table), (row, inputs) => InvertedResidual(row, inputs, norm)),
                Activated(Conv(6 * table[^1].Width, kernel: 1, bias: false), swishes: true, norm), // (960, 7, 7), small: (576, 7, 7)
            ])),
            GlobalAveragePool(), Flatten(),
            ("classifier", Sequence(Dense(last), HardSwish())),
        ],
        Head = classes => [("classifier", Sequence([Dropout(0.2f), Dense(classes)], first: 2))],
    };

    /// <summary>The width that each row reads.</summary>
    private static long[] Inputs(Row[] table) => [16, .. table.Select(row => row.Width)];

    private static Layer InvertedResidual(Row row, long inputs, Func<Layer> norm) => Residual(
    [
        ("block", Sequence(
        [
            .. row.Expanded == inputs ? (Layer[])[] : [Activated(Conv(row.Expanded, kernel: 1, bias: false), row.Swishes, norm)],
            Activated(Depthwise(row.Kernel, row.Stride), row.Swishes, norm),
            .. row.Squeezes ? (Layer[])[SqueezeExcitation(Channels.Rounded(row.Expanded / 4), Relu(), new HardSigmoid(1 / 6f, 0.5f), row.Expanded)] : [],
            Sequence(Conv(row.Width, kernel: 1, bias: false), norm()),
        ])),
    ]);

    private static Layer Activated(Layer convolution, bool swishes, Func<Layer> norm) => Sequence(convolution, norm(), swishes ? HardSwish() : Relu());
}
