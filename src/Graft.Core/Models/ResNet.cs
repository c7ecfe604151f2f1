using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>ResNet and its wider kin: four stages of residual blocks; each stage after the first halves the grid and doubles the width.</summary>
/// <remarks>
/// He et al. 2016 (arXiv:1512.03385), table 1. As in torchvision, and not in the paper, a bottleneck that halves the grid does so in its 3 × 3 convolution
/// ("v1.5", about half a point more accurate), and where the shape changes the shortcut is a 1 × 1 convolution with batch norm (the paper's option B).
/// ResNeXt (Xie et al. 2017, arXiv:1611.05431, table 1) cuts the 3 × 3 convolution of a bottleneck into groups of a width; wide ResNets (Zagoruyko and Komodakis 2016, arXiv:1605.07146) make it twice as wide.
/// </remarks>
public static class ResNet
{
    private const string He = "He et al. 2016, Deep residual learning for image recognition, arXiv:1512.03385, table 1";
    private const string Xie = "Xie et al. 2017, Aggregated residual transformations for deep neural networks, arXiv:1611.05431, table 1";
    private const string Zagoruyko = "Zagoruyko and Komodakis 2016, Wide residual networks, arXiv:1605.07146";
    private static readonly long[] Widths = [64, 128, 256, 512];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("resnet18", "ResNet", He, Basic, [2, 2, 2, 2]),
        Of("resnet34", "ResNet", He, Basic, [3, 4, 6, 3]),
        Of("resnet50", "ResNet", He, Bottleneck(), [3, 4, 6, 3]),
        Of("resnet101", "ResNet", He, Bottleneck(), [3, 4, 23, 3]),
        Of("resnet152", "ResNet", He, Bottleneck(), [3, 8, 36, 3]),
        Of("resnext50_32x4d", "ResNeXt", Xie, Bottleneck(groups: 32, groupWidth: 4), [3, 4, 6, 3]),
        Of("resnext101_32x8d", "ResNeXt", Xie, Bottleneck(groups: 32, groupWidth: 8), [3, 4, 23, 3]),
        Of("resnext101_64x4d", "ResNeXt", Xie, Bottleneck(groups: 64, groupWidth: 4), [3, 4, 23, 3]),
        Of("wide_resnet50_2", "Wide ResNet", Zagoruyko, Bottleneck(groupWidth: 128), [3, 4, 6, 3]),
        Of("wide_resnet101_2", "Wide ResNet", Zagoruyko, Bottleneck(groupWidth: 128), [3, 4, 23, 3]),
    ];

    private static Architecture Of(string name, string family, string paper, Func<long, long, Layer> block, int[] depths) => new()
    {
        Name = name,
        Family = family,
        Paper = paper,
        Initialization = Initialization.PyTorch with { Convolution = new HeNormalInitializer(FanOut: true) },
        Others = [TimmNames.Same],
        Backbone =
        [
            ("conv1", Conv(64, kernel: 7, stride: 2, bias: false)), ("bn1", BatchNorm()), Relu(), // (64, 112, 112)
            MaxPool(3, stride: 2), // (64, 56, 56)
            .. depths.Select((depth, stage) => (Layer)($"layer{stage + 1}", Stage(block, depth, Widths[stage], stride: stage == 0 ? 1 : 2))),
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("fc", Dense(classes))],
    };

    private static Layer Stage(Func<long, long, Layer> block, int depth, long width, long stride) =>
        Sequence(Enumerable.Range(0, depth).Select(place => block(width, place == 0 ? stride : 1)));

    /// <summary>Two 3 × 3 convolutions beside a shortcut.</summary>
    internal static Layer Basic(long width, long stride) => Residual(
        [
            ("conv1", Conv(width, kernel: 3, stride, bias: false)), ("bn1", BatchNorm()), Relu(),
            ("conv2", Conv(width, kernel: 3, bias: false)), ("bn2", BatchNorm()),
        ],
        projection: Downsample(width, stride), activation: Relu());

    /// <param name="groupWidth">The width of a group in the first stage, 64 in plain ResNets.</param>
    private static Func<long, long, Layer> Bottleneck(long groups = 1, long groupWidth = 64) => (width, stride) => Residual(
        [
            ("conv1", Conv(groups * groupWidth * width / 64, kernel: 1, bias: false)), ("bn1", BatchNorm()), Relu(),
            ("conv2", Conv(groups * groupWidth * width / 64, kernel: 3, stride, bias: false, groups: groups)), ("bn2", BatchNorm()), Relu(),
            ("conv3", Conv(4 * width, kernel: 1, bias: false)), ("bn3", BatchNorm()),
        ],
        projection: Downsample(4 * width, stride), activation: Relu());

    private static (string, Layer) Downsample(long width, long stride) => ("downsample", Sequence(Conv(width, kernel: 1, stride, bias: false), BatchNorm()));
}
