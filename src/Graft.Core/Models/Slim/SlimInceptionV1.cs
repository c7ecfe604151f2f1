using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models.Layers;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>TF-Slim's Inception v1 (GoogLeNet with batch norm).</summary>
/// <remarks>
/// Szegedy et al. 2015 (arXiv:1409.4842), table 1, as in Slim's <c>nets/inception_v1.py</c>: padding SAME throughout, which at stride 2 is not torchvision's; where the paper has a 5 × 5 kernel it has 3 × 3;
/// batch norms (epsilon 1e-3) have no scale of their own, as the rectifier behind them passes any scale on. Here they have one that starts at 1 and that a fine-tuning may move.
/// </remarks>
public static class SlimInceptionV1
{
    public static Architecture Standard { get; } = new()
    {
        Name = "slim_inception_v1",
        Family = "Inception v1 (TF-Slim)",
        Paper = "Szegedy et al. 2015, Going deeper with convolutions, arXiv:1409.4842, table 1",
        Publisher = Publishers.Slim,
        Preprocessing = SlimPreprocessing.Inception,
        Names = SlimNames.Of(("*.Branch_{}.*", "InceptionV1/*/Branch_{}/*"), ("Logits.*", "InceptionV1/Logits/*"), ("*", "InceptionV1/*")).Implying("*.bn.weight", 1),
        BackgroundClasses = 1,
        Initialization = new(new NormalInitializer(0.01), new HeNormalInitializer(), ZeroBias: true),
        Backbone =
        [
            ("Conv2d_1a_7x7", Rectified(64, kernel: 7, stride: 2)), ("MaxPool_2a_3x3", Same(MaxPool(3, stride: 2))), // (64, 56, 56)
            ("Conv2d_2b_1x1", Rectified(64, kernel: 1)),
            ("Conv2d_2c_3x3", Rectified(192, kernel: 3)), ("MaxPool_3a_3x3", Same(MaxPool(3, stride: 2))), // (192, 28, 28)
            ("Mixed_3b", Inception(64, 96, 128, 16, 32, 32)),
            ("Mixed_3c", Inception(128, 128, 192, 32, 96, 64)), ("MaxPool_4a_3x3", Same(MaxPool(3, stride: 2))), // (480, 14, 14)
            ("Mixed_4b", Inception(192, 96, 208, 16, 48, 64)),
            ("Mixed_4c", Inception(160, 112, 224, 24, 64, 64)),
            ("Mixed_4d", Inception(128, 128, 256, 24, 64, 64)),
            ("Mixed_4e", Inception(112, 144, 288, 32, 64, 64)),
            ("Mixed_4f", Inception(256, 160, 320, 32, 128, 128)), ("MaxPool_5a_2x2", Same(MaxPool(2, stride: 2))), // (832, 7, 7)
            ("Mixed_5b", Inception(256, 160, 320, 32, 128, 128, five3x3: "Conv2d_0a_3x3")),
            ("Mixed_5c", Inception(384, 192, 384, 48, 128, 128)), // (1024, 7, 7)
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [Dropout(0.2f), ("Logits", Chain(("Conv2d_0c_1x1", Dense(classes))))],
    };

    /// <summary>The six numbers of a row of table 1, in its order: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj.</summary>
    /// <param name="five3x3">Slim's name for the convolution in place of the 5 × 5; one module has a slip that the checkpoints keep.</param>
    private static Layer Inception(long one, long threeReduced, long three, long fiveReduced, long five, long pooled, string five3x3 = "Conv2d_0b_3x3") => Branches(
        ("Branch_0", Chain(("Conv2d_0a_1x1", Rectified(one, kernel: 1)))),
        ("Branch_1", Chain(("Conv2d_0a_1x1", Rectified(threeReduced, kernel: 1)), ("Conv2d_0b_3x3", Rectified(three, kernel: 3)))),
        ("Branch_2", Chain(("Conv2d_0a_1x1", Rectified(fiveReduced, kernel: 1)), (five3x3, Rectified(five, kernel: 3)))),
        ("Branch_3", Chain(("MaxPool_0a_3x3", Same(MaxPool(3, stride: 1))), ("Conv2d_0b_1x1", Rectified(pooled, kernel: 1)))));

    private static Layer Rectified(long width, Size2 kernel, long stride = 1) =>
        Chain(("", Same(Conv(width, kernel, stride, bias: false))), ("bn", BatchNorm(epsilon: 1e-3f)), Relu());
}
