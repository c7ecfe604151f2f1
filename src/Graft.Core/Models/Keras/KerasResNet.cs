using Graft.Graphs.Ops;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>Keras' ResNets: v1 normalises after each convolution, v2 before it.</summary>
/// <remarks>
/// He et al. 2016 (arXiv:1512.03385), table 1, and He et al. 2016 (arXiv:1603.05027), figure 1b, as in <c>keras/applications/resnet.py</c> and <c>resnet_v2.py</c>: epsilon 1.001e-5, and biases in front of batch norms too.
/// v1 halves the grid in the first 1 × 1 convolution of a stage, as the paper does and torchvision does not. v2 halves it in a stage's last block, and pads its first pooling with zeros, which count there, because nothing has rectified the picture yet.
/// </remarks>
public static class KerasResNet
{
    private const float Epsilon = 1.001e-5f;

    private static readonly (string Depth, int[] Blocks)[] Table = [("50", [3, 4, 6, 3]), ("101", [3, 4, 23, 3]), ("152", [3, 8, 36, 3])];

    private static NameMap Names { get; } = KerasNames.Of(
        ("conv{}_block{}.{}.*", "conv{}_block{}_{}_*"), ("conv{}_block{}.preact.bn", "conv{}_block{}_preact_bn"), ("conv1.*", "conv1_*"), ("post.bn", "post_bn"));

    public static IReadOnlyList<Architecture> All { get; } = [.. Table.Select(row => V1(row.Depth, row.Blocks)), .. Table.Select(row => V2(row.Depth, row.Blocks))];

    private static Architecture V1(string depth, int[] blocks) => Of($"keras_resnet{depth}", "ResNet (Keras)") with
    {
        Paper = "He et al. 2016, Deep residual learning for image recognition, arXiv:1512.03385, table 1",
        Preprocessing = KerasPreprocessing.Caffe,
        Backbone =
        [
            ("conv1", Normed(Conv(64, kernel: 7, stride: 2))), Relu(), MaxPool(3, stride: 2), // (64, 56, 56)
            .. Stages(blocks, (width, place, _, stage) => BlockV1(width, stride: place == 1 && stage > 0 ? 2 : 1)), // (2048, 7, 7)
            GlobalAveragePool(), Flatten(),
        ],
    };

    private static Architecture V2(string depth, int[] blocks) => Of($"keras_resnet{depth}v2", "ResNet v2 (Keras)") with
    {
        Paper = "He et al. 2016, Identity mappings in deep residual networks, arXiv:1603.05027, figure 1b",
        Preprocessing = KerasPreprocessing.MinusOneToOne,
        Backbone =
        [
            ("conv1", Chain(("conv", Conv(64, kernel: 7, stride: 2)))), Apply("pool1_pad", new Pad(1)), MaxPool(3, stride: 2, pad: 0), // (64, 56, 56)
            .. Stages(blocks, (width, place, count, stage) => BlockV2(width, first: place == 1, stride: place == count && stage < 3 ? 2 : 1)), // (2048, 7, 7)
            ("post", Chain(("bn", BatchNorm(Epsilon, momentum: 0.99f)))), Relu(),
            GlobalAveragePool(), Flatten(),
        ],
    };

    private static Architecture Of(string name, string family) => new()
    {
        Name = name,
        Family = family,
        Paper = "",
        Publisher = Publishers.Keras,
        Names = Names,
        Initialization = KerasInitialization.Default,
        Backbone = [],
        Head = classes => [("predictions", Dense(classes))],
    };

    private static IEnumerable<Layer> Stages(int[] blocks, Func<long, int, int, int, Layer> block) => blocks.SelectMany((count, stage) =>
        Enumerable.Range(1, count).Select(place => (Layer)($"conv{stage + 2}_block{place}", block(64L << stage, place, count, stage))));

    private static Layer BlockV1(long width, long stride) => Residual(
        [
            ("1", Normed(Conv(width, kernel: 1, stride))), Relu(),
            ("2", Normed(Conv(width, kernel: 3))), Relu(),
            ("3", Normed(Conv(4 * width, kernel: 1))),
        ],
        projection: ("0", Normed(Conv(4 * width, kernel: 1, stride))), activation: Relu());

    /// <param name="first">Whether the stage's width begins here, so that the shortcut needs a convolution; it reads what is normalised already.</param>
    private static Layer BlockV2(long width, bool first, long stride)
    {
        Layer[] norm = [("preact", Chain(("bn", BatchNorm(Epsilon, momentum: 0.99f)))), Relu()], convolutions =
        [
            ("1", Normed(Conv(width, kernel: 1, bias: false))), Relu(),
            ("2", Normed(Conv(width, kernel: 3, stride, bias: false))), Relu(),
            ("3", Chain(("conv", Conv(4 * width, kernel: 1)))),
        ];
        return first
            ? Chain([.. norm, Residual(convolutions, projection: ("0", Chain(("conv", Conv(4 * width, kernel: 1, stride)))))])
            : Residual([.. norm, .. convolutions], projection: ("shortcut", MaxPool(1, stride, pad: 0)));
    }

    private static Layer Normed(Layer convolution) => Chain(("conv", convolution), ("bn", BatchNorm(Epsilon, momentum: 0.99f)));
}
