using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;

namespace Graft.Models;

/// <summary>Keras' DenseNets: each block of a stage adds 32 channels to all that came before it.</summary>
/// <remarks>Huang et al. 2017 (arXiv:1608.06993), table 1, variant BC, as in <c>keras/applications/densenet.py</c>. From torchvision's it differs in the batch norms' epsilon, 1.001e-5 for 1e-5.</remarks>
public static class KerasDenseNet
{
    private const float Epsilon = 1.001e-5f;
    private const long Growth = 32;

    private static NameMap Names { get; } = KerasNames.Of(
        ("conv{}_block{}.{}.*", "conv{}_block{}_{}_*"), ("pool{}.*", "pool{}_*"), ("conv1.*", "conv1/*"), ("bn", "bn"));

    public static IReadOnlyList<Architecture> All { get; } = [Of("keras_densenet121", [6, 12, 24, 16]), Of("keras_densenet169", [6, 12, 32, 32]), Of("keras_densenet201", [6, 12, 48, 32])];

    private static Architecture Of(string name, int[] blocks) => new()
    {
        Name = name,
        Family = "DenseNet (Keras)",
        Paper = "Huang et al. 2017, Densely connected convolutional networks, arXiv:1608.06993, table 1",
        Publisher = Publishers.Keras,
        Preprocessing = KerasPreprocessing.Torch,
        Names = Names,
        Initialization = KerasInitialization.Default,
        Backbone =
        [
            ("conv1", Chain(("conv", Conv(64, kernel: 7, stride: 2, bias: false)), ("bn", BatchNorm(Epsilon, momentum: 0.99f)))), Relu(), MaxPool(3, stride: 2), // (64, 56, 56)
            .. Stages(blocks, width: 64),
            ("bn", BatchNorm(Epsilon, momentum: 0.99f)), Relu(),
            GlobalAveragePool(), Flatten(),
        ],
        Head = classes => [("predictions", Dense(classes))],
    };

    private static IEnumerable<Layer> Stages(int[] blocks, long width)
    {
        for (int stage = 2; stage <= blocks.Length + 1; stage++)
        {
            for (int place = 1; place <= blocks[stage - 2]; place++, width += Growth)
            {
                yield return ($"conv{stage}_block{place}", Branches(Chain(), Chain(Normed("0"), Relu(), Convolved("1", 4 * Growth, 1), Normed("1"), Relu(), Convolved("2", Growth, 3))));
            }
            if (stage <= blocks.Length)
            {
                width /= 2;
                yield return ($"pool{stage}", Chain(("bn", BatchNorm(Epsilon, momentum: 0.99f)), Relu(), ("conv", Conv(width, kernel: 1, bias: false)), AveragePool(2, stride: 2, pad: 0)));
            }
        }
    }

    private static Layer Normed(string part) => (part, Chain(("bn", BatchNorm(Epsilon, momentum: 0.99f))));

    private static Layer Convolved(string part, long width, long kernel) => (part, Chain(("conv", Conv(width, kernel, bias: false))));
}
