using Graft.Graphs;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>GoogLeNet (Inception v1): modules of four branches that look at 1, 3, 5 pixels and at the neighbourhood's maximum.</summary>
/// <remarks>
/// Szegedy et al. 2015 (arXiv:1409.4842), table 1. As in torchvision: with batch norm (epsilon 1e-3), and the branch that the paper gives a 5 × 5 kernel has 3 × 3, a slip in the weights' port from TensorFlow that the weights need.
/// The two auxiliary heads serve only training from nothing and are left out; the published files hold untrained ones.
/// </remarks>
public static class GoogLeNet
{
    public static Architecture Standard { get; } = new()
    {
        Name = "googlenet",
        Family = "GoogLeNet",
        Paper = "Szegedy et al. 2015, Going deeper with convolutions, arXiv:1409.4842, table 1",
        Preprocessing = InceptionV3.FromMinusOneToOne,
        Names = NameMap.AnyPrefix.Ignoring("aux1.*", "aux2.*"),
        Initialization = new(new NormalInitializer(0.01), new NormalInitializer(0.01), ZeroBias: false),
        Backbone =
        [
            ("conv1", Rectified(64, kernel: 7, stride: 2)), ("maxpool1", Halve(3)), // (64, 56, 56)
            ("conv2", Rectified(64, kernel: 1)),
            ("conv3", Rectified(192, kernel: 3)), ("maxpool2", Halve(3)), // (192, 28, 28)
            ("inception3a", Inception(64, 96, 128, 16, 32, 32)),
            ("inception3b", Inception(128, 128, 192, 32, 96, 64)), ("maxpool3", Halve(3)), // (480, 14, 14)
            ("inception4a", Inception(192, 96, 208, 16, 48, 64)),
            ("inception4b", Inception(160, 112, 224, 24, 64, 64)),
            ("inception4c", Inception(128, 128, 256, 24, 64, 64)),
            ("inception4d", Inception(112, 144, 288, 32, 64, 64)),
            ("inception4e", Inception(256, 160, 320, 32, 128, 128)), ("maxpool4", Halve(2)), // (832, 7, 7)
            ("inception5a", Inception(256, 160, 320, 32, 128, 128)),
            ("inception5b", Inception(384, 192, 384, 48, 128, 128)), // (1024, 7, 7)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [Dropout(0.2f), ("fc", Dense(classes))],
    };

    /// <summary>The six numbers of a row of table 1, in its order: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj.</summary>
    private static Layer Inception(long one, long threeReduced, long three, long fiveReduced, long five, long pooled) => Branches(
        ("branch1", Rectified(one, kernel: 1)),
        ("branch2", Sequence(Rectified(threeReduced, kernel: 1), Rectified(three, kernel: 3))),
        ("branch3", Sequence(Rectified(fiveReduced, kernel: 1), Rectified(five, kernel: 3))),
        ("branch4", Sequence(MaxPool(3, stride: 1), Rectified(pooled, kernel: 1))));

    private static Layer Rectified(long width, long kernel, long stride = 1) =>
        Chain(("conv", Conv(width, kernel, stride, bias: false)), ("bn", BatchNorm(epsilon: 1e-3f)), Relu());

    private static Layer Halve(long kernel) => MaxPool(kernel, stride: 2, pad: 0, ceiling: true);
}
