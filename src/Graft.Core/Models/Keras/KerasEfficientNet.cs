using Graft.Graphs.Ops;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>Keras' EfficientNets B0 to B7.</summary>
/// <remarks>
/// Tan and Le 2019 (arXiv:1905.11946), table 1, as in <c>keras/applications/efficientnet.py</c>: padding SAME (<c>correct_pad</c>) and batch norms of epsilon 1e-3 in all sizes, where torchvision pads alike on all sides.
/// Keras normalises within the network; here the preprocessing says it, and the file's <c>normalization</c> is passed over. Keras divides once more by the root of the deviation, which makes the whole the mean and deviation of ImageNet.
/// </remarks>
public static class KerasEfficientNet
{
    /// <summary>Table 1: expansion, kernel, stride of the first block, output width, blocks.</summary>
    private static readonly (long Expansion, long Kernel, long Stride, long Width, int Count)[] Table =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    private static NameMap Names { get; } = KerasNames.Of(("se.*", "*"), ("*", "*")).Ignoring("normalization*/*");

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("b0", width: 1.0, depth: 1.0, side: 224, dropout: 0.2f),
        Of("b1", width: 1.0, depth: 1.1, side: 240, dropout: 0.2f),
        Of("b2", width: 1.1, depth: 1.2, side: 260, dropout: 0.3f),
        Of("b3", width: 1.2, depth: 1.4, side: 300, dropout: 0.3f),
        Of("b4", width: 1.4, depth: 1.8, side: 380, dropout: 0.4f),
        Of("b5", width: 1.6, depth: 2.2, side: 456, dropout: 0.4f),
        Of("b6", width: 1.8, depth: 2.6, side: 528, dropout: 0.5f),
        Of("b7", width: 2.0, depth: 3.1, side: 600, dropout: 0.5f),
    ];

    private static Architecture Of(string size, double width, double depth, int side, float dropout) => new()
    {
        Name = $"keras_efficientnet_{size}",
        Family = "EfficientNet (Keras)",
        Paper = "Tan and Le 2019, EfficientNet: rethinking model scaling for convolutional neural networks, arXiv:1905.11946, table 1",
        Publisher = Publishers.Keras,
        Side = side,
        Preprocessing = KerasPreprocessing.Torch.At(side),
        Names = Names,
        Initialization = KerasInitialization.Default,
        Backbone =
        [
            .. Activated("stem_conv", "stem_bn", Same(Conv(Channels.Rounded(32 * width), kernel: 3, stride: 2, bias: false))), // half the side
            .. Blocks(width, depth),
            .. Activated("top_conv", "top_bn", Conv(Channels.Rounded(1280 * width), kernel: 1, bias: false)), // a 32nd of the side
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [Dropout(dropout), ("predictions", Dense(classes))],
    };

    private static IEnumerable<Layer> Blocks(double width, double depth)
    {
        (long inputs, int made) = (Channels.Rounded(32 * width), 0);
        int all = Table.Sum(row => (int)Math.Ceiling(row.Count * depth));
        for (int stage = 1; stage <= Table.Length; stage++)
        {
            (long expansion, long kernel, long first, long full, int count) = Table[stage - 1];
            long outputs = Channels.Rounded(full * width);
            for (int place = 0; place < Math.Ceiling(count * depth); place++, inputs = outputs)
            {
                yield return Block($"block{stage}{(char)('a' + place)}_", expansion, kernel, place == 0 ? first : 1, inputs, outputs, skipped: 0.2f * made++ / all);
            }
        }
    }

    private static Layer Block(string name, long expansion, long kernel, long stride, long inputs, long outputs, float skipped) => Residual(
        [
            .. expansion == 1 ? (Layer[])[] : Activated($"{name}expand_conv", $"{name}expand_bn", Conv(expansion * inputs, kernel: 1, bias: false)),
            .. Activated($"{name}dwconv", $"{name}bn", Same(Depthwise(kernel, stride))),
            Gate("se", GlobalAveragePool(), ($"{name}se_reduce", Conv(Math.Max(1, inputs / 4), kernel: 1)), Silu(), ($"{name}se_expand", Conv(expansion * inputs, kernel: 1)), Apply("gate", new Sigmoid())),
            ($"{name}project_conv", Conv(outputs, kernel: 1, bias: false)), ($"{name}project_bn", BatchNorm(epsilon: 1e-3f, momentum: 0.99f)),
        ], skipped: skipped);

    private static Layer[] Activated(string convolution, string norm, Layer layer) => [(convolution, layer), (norm, BatchNorm(epsilon: 1e-3f, momentum: 0.99f)), Silu()];
}
