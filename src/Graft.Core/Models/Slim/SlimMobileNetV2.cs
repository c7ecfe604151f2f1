using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;
using static Graft.Models.SlimMobileNet;

namespace Graft.Models;

/// <summary>TF-Slim's MobileNet v2: inverted residual blocks, narrow outside and wide inside.</summary>
/// <remarks>
/// Sandler et al. 2018 (arXiv:1801.04381), table 2, in six widths, as in Slim's <c>nets/mobilenet/mobilenet_v2.py</c>. Unlike torchvision's: padding SAME, and batch norm with epsilon 1e-3.
/// The last convolution keeps 1280 channels in networks narrower than 1, and grows with wider ones.
/// </remarks>
public static class SlimMobileNetV2
{
    /// <summary>Table 2: expansion t, output width c, blocks n, stride s of the first.</summary>
    private static readonly (long Expansion, int Width, int Count, long Stride)[] Table = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private static NameMap Names { get; } = SlimNames.Of(
        ("expanded_conv_{}.*", "MobilenetV2/expanded_conv_{}/*"), ("expanded_conv.*", "MobilenetV2/expanded_conv/*"), ("Logits.*", "MobilenetV2/Logits/*"), ("*", "MobilenetV2/*"));

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("slim_mobilenet_v2", 1), Of("slim_mobilenet_v2_140", 1.4), Of("slim_mobilenet_v2_130", 1.3),
        Of("slim_mobilenet_v2_075", 0.75), Of("slim_mobilenet_v2_050", 0.5), Of("slim_mobilenet_v2_035", 0.35),
    ];

    private static Architecture Of(string name, double width) => SlimMobileNet.Of(name, "MobileNet v2 (TF-Slim)",
        "Sandler et al. 2018, MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381, table 2", Names,
        [
            ("Conv", Rectified(Conv(Scaled(32, width), kernel: 3, stride: 2, bias: false))), // (32, 112, 112)
            .. Table.SelectMany(row => Enumerable.Range(0, row.Count).Select(place => InvertedResidual(row.Expansion, Scaled(row.Width, width), place == 0 ? row.Stride : 1)))
                .Select((block, place) => (Layer)(place == 0 ? "expanded_conv" : $"expanded_conv_{place}", block)),
            ("Conv_1", Rectified(Conv(Scaled(1280, Math.Max(1, width)), kernel: 1, bias: false))), // (1280, 7, 7)
        ],
        dropout: 0.2f);

    private static Layer InvertedResidual(long expansion, long width, long stride) => Residual(
    [
        .. expansion == 1 ? (Layer[])[] : [("expand", Rectified(Expand(expansion)))],
        ("depthwise", Rectified(Depthwise(kernel: 3, stride))),
        ("project", Chain(("", Conv(width, kernel: 1, bias: false)), Norm)),
    ]);

    /// <summary>The multiple of 8 nearest to a scaled width, the next one where that would lose more than a tenth.</summary>
    private static long Scaled(int full, double width)
    {
        double exact = full * width;
        long near = Math.Max(8, (long)(exact + 4) / 8 * 8);
        return near < 0.9 * exact ? near + 8 : near;
    }
}
