using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>Inception v3: 5 × 5 and 7 × 7 kernels taken apart into smaller and one-sided ones.</summary>
/// <remarks>
/// Szegedy et al. 2016 (arXiv:1512.00567), table 1, figures 5 to 7 and 10; names and padding as in torchvision, which ported them from TensorFlow. Batch norm has epsilon 1e-3.
/// The auxiliary head, 3,326,696 of the 27,161,264 published parameters, serves only training from nothing and is left out.
/// </remarks>
public static class InceptionV3
{
    /// <summary>Pixels scaled to [−1, 1].</summary>
    /// <remarks>
    /// torchvision normalises by ImageNet's mean m and deviation d and its network, with <c>transform_input</c>, undoes that first: x · (d / 0.5) + (m − 0.5) / 0.5 for x = (p − m) / d is (p − 0.5) / 0.5.
    /// Mean and deviation 0.5 say both steps at once, and the graph needs no step of its own.
    /// </remarks>
    internal static Preprocessing FromMinusOneToOne { get; } = Preprocessing.ImageNet with { Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.5f, 0.5f, 0.5f] };

    public static Architecture Standard { get; } = new()
    {
        Name = "inception_v3",
        Family = "Inception v3",
        Paper = "Szegedy et al. 2016, Rethinking the Inception architecture for computer vision, arXiv:1512.00567, table 1",
        Side = 299,
        Preprocessing = FromMinusOneToOne.At(299),
        Names = NameMap.AnyPrefix.Ignoring("AuxLogits.*"),
        Initialization = new(new NormalInitializer(0.1), new NormalInitializer(0.1), ZeroBias: false),
        Backbone =
        [
            ("Conv2d_1a_3x3", Rectified(32, kernel: 3, stride: 2, pad: 0)), // (32, 149, 149)
            ("Conv2d_2a_3x3", Rectified(32, kernel: 3, pad: 0)),
            ("Conv2d_2b_3x3", Rectified(64, kernel: 3)),
            ("maxpool1", MaxPool(3, stride: 2, pad: 0)), // (64, 73, 73)
            ("Conv2d_3b_1x1", Rectified(80, kernel: 1)),
            ("Conv2d_4a_3x3", Rectified(192, kernel: 3, pad: 0)),
            ("maxpool2", MaxPool(3, stride: 2, pad: 0)), // (192, 35, 35)
            ("Mixed_5b", Figure5(pooled: 32)), ("Mixed_5c", Figure5(pooled: 64)), ("Mixed_5d", Figure5(pooled: 64)), // (288, 35, 35)
            ("Mixed_6a", Halve5()), // (768, 17, 17)
            ("Mixed_6b", Figure6(128)), ("Mixed_6c", Figure6(160)), ("Mixed_6d", Figure6(160)), ("Mixed_6e", Figure6(192)),
            ("Mixed_7a", Halve6()), // (1280, 8, 8)
            ("Mixed_7b", Figure7()), ("Mixed_7c", Figure7()), // (2048, 8, 8)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [Dropout(0.5f), ("fc", Dense(classes))],
    };

    private static Size2 Row(long length) => new(1, length);

    private static Size2 Column(long length) => new(length, 1);

    private static Layer Figure5(long pooled) => Branches(
        ("branch1x1", Rectified(64, 1)),
        Chain(("branch5x5_1", Rectified(48, 1)), ("branch5x5_2", Rectified(64, 5))),
        Chain(("branch3x3dbl_1", Rectified(64, 1)), ("branch3x3dbl_2", Rectified(96, 3)), ("branch3x3dbl_3", Rectified(96, 3))),
        Chain(AveragePool(3, stride: 1), ("branch_pool", Rectified(pooled, 1))));

    private static Layer Halve5() => Branches(
        ("branch3x3", Rectified(384, 3, stride: 2, pad: 0)),
        Chain(("branch3x3dbl_1", Rectified(64, 1)), ("branch3x3dbl_2", Rectified(96, 3)), ("branch3x3dbl_3", Rectified(96, 3, stride: 2, pad: 0))),
        MaxPool(3, stride: 2, pad: 0));

    private static Layer Figure6(long inner) => Branches(
        ("branch1x1", Rectified(192, 1)),
        Chain(("branch7x7_1", Rectified(inner, 1)), ("branch7x7_2", Rectified(inner, Row(7))), ("branch7x7_3", Rectified(192, Column(7)))),
        Chain(
            ("branch7x7dbl_1", Rectified(inner, 1)), ("branch7x7dbl_2", Rectified(inner, Column(7))), ("branch7x7dbl_3", Rectified(inner, Row(7))),
            ("branch7x7dbl_4", Rectified(inner, Column(7))), ("branch7x7dbl_5", Rectified(192, Row(7)))),
        Chain(AveragePool(3, stride: 1), ("branch_pool", Rectified(192, 1))));

    private static Layer Halve6() => Branches(
        Chain(("branch3x3_1", Rectified(192, 1)), ("branch3x3_2", Rectified(320, 3, stride: 2, pad: 0))),
        Chain(
            ("branch7x7x3_1", Rectified(192, 1)), ("branch7x7x3_2", Rectified(192, Row(7))), ("branch7x7x3_3", Rectified(192, Column(7))),
            ("branch7x7x3_4", Rectified(192, 3, stride: 2, pad: 0))),
        MaxPool(3, stride: 2, pad: 0));

    private static Layer Figure7() => Branches(
        ("branch1x1", Rectified(320, 1)),
        Chain(
            ("branch3x3_1", Rectified(384, 1)),
            Branches(("branch3x3_2a", Rectified(384, Row(3))), ("branch3x3_2b", Rectified(384, Column(3))))),
        Chain(
            ("branch3x3dbl_1", Rectified(448, 1)), ("branch3x3dbl_2", Rectified(384, 3)),
            Branches(("branch3x3dbl_3a", Rectified(384, Row(3))), ("branch3x3dbl_3b", Rectified(384, Column(3))))),
        Chain(AveragePool(3, stride: 1), ("branch_pool", Rectified(192, 1))));

    private static Layer Rectified(long width, Size2 kernel, long stride = 1, Size2? pad = null) =>
        Chain(("conv", Conv(width, kernel, stride, pad, bias: false)), ("bn", BatchNorm(epsilon: 1e-3f)), Relu());
}
