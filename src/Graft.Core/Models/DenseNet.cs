using Graft.Graphs;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>DenseNet: each layer reads all layers of its block before it and adds a few channels to them.</summary>
/// <remarks>
/// Huang et al. 2017 (arXiv:1608.06993), table 1, the variant BC: norm and rectifier stand before each convolution, a 1 × 1 convolution to 4k channels before each 3 × 3, and transitions halve the channels.
/// torchvision's files are older than its names: they say <c>norm.1</c> for <c>norm1</c>.
/// </remarks>
public static class DenseNet
{
    private static NameMap Published { get; } = NameMap.AnyPrefix.Before(
        ("features.denseblock{}.denselayer{}.norm{}.*", "features.denseblock{}.denselayer{}.norm.{}.*"),
        ("features.denseblock{}.denselayer{}.conv{}.*", "features.denseblock{}.denselayer{}.conv.{}.*"));

    public static IReadOnlyList<Architecture> All { get; } =
    [
        Of("densenet121", 64, growth: 32, [6, 12, 24, 16]),
        Of("densenet161", 96, growth: 48, [6, 12, 36, 24]),
        Of("densenet169", 64, growth: 32, [6, 12, 32, 32]),
        Of("densenet201", 64, growth: 32, [6, 12, 48, 32]),
    ];

    private static Architecture Of(string name, long stem, long growth, int[] depths) => new()
    {
        Name = name,
        Family = "DenseNet",
        Paper = "Huang et al. 2017, Densely connected convolutional networks, arXiv:1608.06993, table 1",
        Initialization = new(new HeNormalInitializer(), new UniformFanInInitializer(), ZeroBias: true),
        Names = Published,
        Others = [TimmNames.Same],
        Backbone =
        [
            ("features", Chain(
            [
                ("conv0", Conv(stem, kernel: 7, stride: 2, bias: false)), ("norm0", BatchNorm()), ("relu0", Relu()), ("pool0", MaxPool(3, stride: 2)), // (64, 56, 56)
                .. Blocks(stem, growth, depths), // (1024, 7, 7)
                ("norm5", BatchNorm()), Relu(),
            ])),
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("classifier", Dense(classes))],
    };

    private static IEnumerable<Layer> Blocks(long width, long growth, int[] depths)
    {
        for (int block = 1; block <= depths.Length; block++)
        {
            yield return ($"denseblock{block}", Chain([.. Enumerable.Range(1, depths[block - 1]).Select(place => (Layer)($"denselayer{place}", DenseLayer(growth)))]));
            width += growth * depths[block - 1];
            if (block < depths.Length)
            {
                width /= 2;
                yield return ($"transition{block}", Chain(("norm", BatchNorm()), ("relu", Relu()), ("conv", Conv(width, kernel: 1, bias: false)), ("pool", AveragePool(2, stride: 2, pad: 0))));
            }
        }
    }

    /// <summary>x, and <paramref name="growth"/> channels made of it.</summary>
    private static Layer DenseLayer(long growth) => Branches(
        Chain(),
        Chain(
            ("norm1", BatchNorm()), ("relu1", Relu()), ("conv1", Conv(4 * growth, kernel: 1, bias: false)),
            ("norm2", BatchNorm()), ("relu2", Relu()), ("conv2", Conv(growth, kernel: 3, bias: false))));
}
