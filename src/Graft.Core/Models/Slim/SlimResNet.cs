using Graft.Graphs;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>TF-Slim's ResNets: v1 normalises after each convolution, v2 before it.</summary>
/// <remarks>
/// He et al. 2016 (arXiv:1512.03385), table 1, and He et al. 2016 (arXiv:1603.05027), figure 1b, as in Slim's <c>nets/resnet_v1.py</c>, <c>resnet_v2.py</c> and <c>resnet_utils.py</c>. A block halves the grid in its last unit,
/// in the 3 × 3 convolution, where the shortcut takes every other pixel; convolutions of stride 2 are padded alike on both sides (<c>conv2d_same</c>), the pooling after the first is padded SAME.
/// In v2 a shortcut with a convolution reads what is normalised already, and convolutions with no batch norm behind them have biases.
/// </remarks>
public static class SlimResNet
{
    private static readonly (string Depth, int[] Units)[] Table = [("50", [3, 4, 6, 3]), ("101", [3, 4, 23, 3]), ("152", [3, 8, 36, 3])];

    public static IReadOnlyList<Architecture> All { get; } = [.. Table.Select(row => V1(row.Depth, row.Units)), .. Table.Select(row => V2(row.Depth, row.Units))];

    private static Architecture V1(string depth, int[] units) => Of($"resnet_v1_{depth}", "ResNet v1 (TF-Slim)", "bottleneck_v1") with
    {
        Paper = "He et al. 2016, Deep residual learning for image recognition, arXiv:1512.03385, table 1",
        Preprocessing = SlimPreprocessing.Vgg,
        Backbone =
        [
            ("conv1", Rectified(64, kernel: 7, stride: 2)), ("pool1", Same(MaxPool(3, stride: 2))), // (64, 56, 56)
            .. Blocks(units, UnitV1), // (2048, 7, 7)
            GlobalAveragePool(), Flatten(),
        ],
    };

    private static Architecture V2(string depth, int[] units) => Of($"resnet_v2_{depth}", "ResNet v2 (TF-Slim)", "bottleneck_v2") with
    {
        Paper = "He et al. 2016, Identity mappings in deep residual networks, arXiv:1603.05027, figure 1b",
        Side = 299,
        Preprocessing = SlimPreprocessing.Inception.At(299),
        BackgroundClasses = 1,
        Backbone =
        [
            ("conv1", Conv(64, kernel: 7, stride: 2)), ("pool1", Same(MaxPool(3, stride: 2))), // (64, 75, 75)
            .. Blocks(units, UnitV2), // (2048, 10, 10)
            ("postnorm", BatchNorm()), ("postnorm_relu", Relu()),
            GlobalAveragePool(), Flatten(),
        ],
    };

    private static Architecture Of(string name, string family, string unit) => new()
    {
        Name = $"slim_{name}",
        Family = family,
        Paper = "",
        Publisher = Publishers.Slim,
        Names = SlimNames.Of(("block{}.unit_{}.*", $"{name}/block{{}}/unit_{{}}/{unit}/*"), ("*", $"{name}/*")),
        Initialization = new(new HeNormalInitializer(), new HeNormalInitializer(), ZeroBias: true),
        Backbone = [],
        Head = classes => [("logits", Dense(classes))],
    };

    private static IEnumerable<Layer> Blocks(int[] units, Func<long, bool, long, Layer> unit) => units.Select((count, block) => (Layer)($"block{block + 1}", Chain(
        [.. Enumerable.Range(1, count).Select(place => (Layer)($"unit_{place}", unit(64L << block, place == 1, place == count && block < 3 ? 2 : 1)))])));

    /// <param name="first">Whether the block's width begins here, so that the shortcut needs a convolution.</param>
    private static Layer UnitV1(long width, bool first, long stride) => Residual(
        [
            ("conv1", Rectified(width, kernel: 1)),
            ("conv2", Rectified(width, kernel: 3, stride)),
            ("conv3", Chain(("", Conv(4 * width, kernel: 1, bias: false)), ("bn", BatchNorm()))),
        ],
        projection: ("shortcut", first ? Chain(("", Conv(4 * width, kernel: 1, stride, bias: false)), ("bn", BatchNorm())) : Subsample(stride)), activation: Relu());

    private static Layer UnitV2(long width, bool first, long stride)
    {
        Layer[] norm = [("preact", BatchNorm()), ("preact_relu", Relu())], convolutions =
        [
            ("conv1", Rectified(width, kernel: 1)),
            ("conv2", Rectified(width, kernel: 3, stride)),
            ("conv3", Conv(4 * width, kernel: 1)),
        ];
        return first
            ? Chain([.. norm, Residual(convolutions, projection: ("shortcut", Conv(4 * width, kernel: 1, stride)))])
            : Residual([.. norm, .. convolutions], projection: ("shortcut", Subsample(stride)));
    }

    private static Layer Subsample(long stride) => MaxPool(1, stride);

    private static Layer Rectified(long width, long kernel, long stride = 1) => Chain(("", Conv(width, kernel, stride, bias: false)), ("bn", BatchNorm()), Relu());
}
