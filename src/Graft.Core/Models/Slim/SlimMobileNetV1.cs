using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;
using static Graft.Models.SlimMobileNet;

namespace Graft.Models;

/// <summary>TF-Slim's MobileNet v1: each 3 × 3 convolution taken apart into one of each channel and a 1 × 1 across them.</summary>
/// <remarks>Howard et al. 2017 (arXiv:1704.04861), table 1, in four widths, as in Slim's <c>nets/mobilenet_v1.py</c>: padding SAME, rectifiers cut at 6, batch norm with epsilon 1e-3.</remarks>
public static class SlimMobileNetV1
{
    /// <summary>Output width and stride of the thirteen separable convolutions, at full width.</summary>
    private static readonly (int Width, int Stride)[] Table =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    private static NameMap Names { get; } = SlimNames.Of(("Logits.*", "MobilenetV1/Logits/*"), ("*", "MobilenetV1/*"));

    public static IReadOnlyList<Architecture> All { get; } = [Of("slim_mobilenet_v1", 1), Of("slim_mobilenet_v1_075", 0.75), Of("slim_mobilenet_v1_050", 0.5), Of("slim_mobilenet_v1_025", 0.25)];

    private static Architecture Of(string name, double width) => SlimMobileNet.Of(name, "MobileNet v1 (TF-Slim)",
        "Howard et al. 2017, MobileNets: efficient convolutional neural networks for mobile vision applications, arXiv:1704.04861, table 1", Names,
        [
            ("Conv2d_0", Rectified(Conv(Scaled(32, width), kernel: 3, stride: 2, bias: false))), // (32, 112, 112)
            .. Table.SelectMany((row, place) => (Layer[])
            [
                ($"Conv2d_{place + 1}_depthwise", Rectified(Depthwise(kernel: 3, row.Stride))),
                ($"Conv2d_{place + 1}_pointwise", Rectified(Conv(Scaled(row.Width, width), kernel: 1, bias: false))),
            ]), // (1024, 7, 7)
        ],
        dropout: 0.001f);

    private static long Scaled(int full, double width) => Math.Max(8, (long)(full * width));
}
