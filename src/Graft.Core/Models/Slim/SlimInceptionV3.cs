using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>TF-Slim's Inception v3.</summary>
/// <remarks>
/// Szegedy et al. 2016 (arXiv:1512.00567), table 1, figures 5 to 7 and 10, as in Slim's <c>nets/inception_v3.py</c>. Unlike torchvision's, average pooling leaves padded pixels out of its mean.
/// Batch norms (epsilon 1e-3) have no scale of their own; here they have one that starts at 1. The names of some convolutions say another kernel or letter than they have: the checkpoints keep that.
/// The auxiliary head, which serves only training from nothing, is left out.
/// </remarks>
public static class SlimInceptionV3
{
    private static readonly Size2 Row3 = new(1, 3), Column3 = new(3, 1), Row7 = new(1, 7), Column7 = new(7, 1);

    public static Architecture Standard { get; } = new()
    {
        Name = "slim_inception_v3",
        Family = "Inception v3 (TF-Slim)",
        Paper = "Szegedy et al. 2016, Rethinking the Inception architecture for computer vision, arXiv:1512.00567, table 1",
        Publisher = Publishers.Slim,
        Side = 299,
        Preprocessing = SlimPreprocessing.Inception.At(299),
        Names = SlimNames.Of(("*.Branch_{}.*", "InceptionV3/*/Branch_{}/*"), ("Logits.*", "InceptionV3/Logits/*"), ("*", "InceptionV3/*")).Implying("*.bn.weight", 1),
        BackgroundClasses = 1,
        Initialization = new(new HeNormalInitializer(), new HeNormalInitializer(), ZeroBias: true),
        Backbone =
        [
            ("Conv2d_1a_3x3", Rectified(32, 3, stride: 2, pad: 0)), // (32, 149, 149)
            ("Conv2d_2a_3x3", Rectified(32, 3, pad: 0)),
            ("Conv2d_2b_3x3", Rectified(64, 3)), ("MaxPool_3a_3x3", MaxPool(3, stride: 2, pad: 0)), // (64, 73, 73)
            ("Conv2d_3b_1x1", Rectified(80, 1)),
            ("Conv2d_4a_3x3", Rectified(192, 3, pad: 0)), ("MaxPool_5a_3x3", MaxPool(3, stride: 2, pad: 0)), // (192, 35, 35)
            ("Mixed_5b", Figure5(pooled: 32)),
            ("Mixed_5c", Figure5(pooled: 64, five1x1: "Conv2d_0b_1x1", five5x5: "Conv_1_0c_5x5")),
            ("Mixed_5d", Figure5(pooled: 64)), // (288, 35, 35)
            ("Mixed_6a", Halve5()), // (768, 17, 17)
            ("Mixed_6b", Figure6(128)), ("Mixed_6c", Figure6(160)), ("Mixed_6d", Figure6(160)), ("Mixed_6e", Figure6(192)),
            ("Mixed_7a", Halve6()), // (1280, 8, 8)
            ("Mixed_7b", Figure7(three3x1: "Conv2d_0b_3x1")), ("Mixed_7c", Figure7(three3x1: "Conv2d_0c_3x1")), // (2048, 8, 8)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [Dropout(0.2f), ("Logits", Chain(("Conv2d_1c_1x1", Dense(classes))))],
    };

    private static Layer Figure5(long pooled, string five1x1 = "Conv2d_0a_1x1", string five5x5 = "Conv2d_0b_5x5") => Branches(
        ("Branch_0", Chain(("Conv2d_0a_1x1", Rectified(64, 1)))),
        ("Branch_1", Chain((five1x1, Rectified(48, 1)), (five5x5, Rectified(64, 5)))),
        ("Branch_2", Chain(("Conv2d_0a_1x1", Rectified(64, 1)), ("Conv2d_0b_3x3", Rectified(96, 3)), ("Conv2d_0c_3x3", Rectified(96, 3)))),
        ("Branch_3", Pooled(pooled)));

    private static Layer Halve5() => Branches(
        ("Branch_0", Chain(("Conv2d_1a_1x1", Rectified(384, 3, stride: 2, pad: 0)))),
        ("Branch_1", Chain(("Conv2d_0a_1x1", Rectified(64, 1)), ("Conv2d_0b_3x3", Rectified(96, 3)), ("Conv2d_1a_1x1", Rectified(96, 3, stride: 2, pad: 0)))),
        ("Branch_2", Chain(("MaxPool_1a_3x3", MaxPool(3, stride: 2, pad: 0)))));

    private static Layer Figure6(long inner) => Branches(
        ("Branch_0", Chain(("Conv2d_0a_1x1", Rectified(192, 1)))),
        ("Branch_1", Chain(("Conv2d_0a_1x1", Rectified(inner, 1)), ("Conv2d_0b_1x7", Rectified(inner, Row7)), ("Conv2d_0c_7x1", Rectified(192, Column7)))),
        ("Branch_2", Chain(
            ("Conv2d_0a_1x1", Rectified(inner, 1)), ("Conv2d_0b_7x1", Rectified(inner, Column7)), ("Conv2d_0c_1x7", Rectified(inner, Row7)),
            ("Conv2d_0d_7x1", Rectified(inner, Column7)), ("Conv2d_0e_1x7", Rectified(192, Row7)))),
        ("Branch_3", Pooled(192)));

    private static Layer Halve6() => Branches(
        ("Branch_0", Chain(("Conv2d_0a_1x1", Rectified(192, 1)), ("Conv2d_1a_3x3", Rectified(320, 3, stride: 2, pad: 0)))),
        ("Branch_1", Chain(
            ("Conv2d_0a_1x1", Rectified(192, 1)), ("Conv2d_0b_1x7", Rectified(192, Row7)), ("Conv2d_0c_7x1", Rectified(192, Column7)), ("Conv2d_1a_3x3", Rectified(192, 3, stride: 2, pad: 0)))),
        ("Branch_2", Chain(("MaxPool_1a_3x3", MaxPool(3, stride: 2, pad: 0)))));

    private static Layer Figure7(string three3x1) => Branches(
        ("Branch_0", Chain(("Conv2d_0a_1x1", Rectified(320, 1)))),
        ("Branch_1", Chain(
            ("Conv2d_0a_1x1", Rectified(384, 1)),
            Branches(("Conv2d_0b_1x3", Rectified(384, Row3)), (three3x1, Rectified(384, Column3))))),
        ("Branch_2", Chain(
            ("Conv2d_0a_1x1", Rectified(448, 1)), ("Conv2d_0b_3x3", Rectified(384, 3)),
            Branches(("Conv2d_0c_1x3", Rectified(384, Row3)), ("Conv2d_0d_3x1", Rectified(384, Column3))))),
        ("Branch_3", Pooled(192)));

    private static Layer Pooled(long width) => Chain(("AvgPool_0a_3x3", Same(AveragePool(3, stride: 1))), ("Conv2d_0b_1x1", Rectified(width, 1)));

    private static Layer Rectified(long width, Size2 kernel, long stride = 1, Size2? pad = null) =>
        Chain(("", Conv(width, kernel, stride, pad, bias: false)), ("bn", BatchNorm(epsilon: 1e-3f)), Relu());
}
