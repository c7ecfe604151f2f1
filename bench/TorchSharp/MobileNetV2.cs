using Graft.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.TorchSharpPeer;

/// <summary>MobileNetV2 in TorchSharp's modules, with torchvision's names.</summary>
/// <remarks>Sandler et al. 2018, table 2 (arXiv:1801.04381).</remarks>
internal sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    private static readonly (int Expansion, int Channels, int Repeats, int Stride)[] Stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly Sequential features, classifier;

    public MobileNetV2(int classes)
        : base(nameof(MobileNetV2))
    {
        List<Module<Tensor, Tensor>> layers = [Block(3, 32, kernel: 3, stride: 2)];
        int channels = 32;
        foreach ((int expansion, int width, int repeats, int stride) in Stages)
        {
            for (int i = 0; i < repeats; i++)
            {
                layers.Add(new InvertedResidual(channels, width, i == 0 ? stride : 1, expansion));
                channels = width;
            }
        }
        features = Sequential([.. layers, Block(320, 1280, kernel: 1)]);
        Classifier = Linear(1280, classes);
        classifier = Sequential(Dropout(0.2), Classifier);
        RegisterComponents();
    }

    public Linear Classifier { get; }

    /// <summary>(N, 1280) float32.</summary>
    public Tensor Features(Tensor pictures) => features.call(pictures).mean([2, 3]);

    public override Tensor forward(Tensor pictures)
    {
        using Tensor rows = Features(pictures);
        return classifier.call(rows);
    }

    /// <summary>Fills everything that a file has under the same name.</summary>
    public void Load(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        using (no_grad())
        {
            foreach ((string name, Tensor tensor) in state_dict())
            {
                if (file.Tensors.TryGet(name, out Graphs.Tensor? stored))
                {
                    using Tensor values = tensor.dtype == ScalarType.Int64 ? torch.tensor(stored.ToLongs()) : torch.tensor(stored.ToFloats());
                    tensor.copy_(values.reshape(tensor.shape));
                }
            }
        }
    }

    public static Sequential Block(int from, int to, int kernel, int stride = 1, int groups = 1) => Sequential(
        Conv2d(from, to, kernel, stride, (kernel - 1) / 2, groups: groups, bias: false), BatchNorm2d(to), ReLU6(inplace: true));

    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential conv;
        private readonly bool adds;

        public InvertedResidual(int from, int to, int stride, int expansion)
            : base(nameof(InvertedResidual))
        {
            int hidden = from * expansion;
            adds = stride == 1 && from == to;
            conv = Sequential([.. expansion == 1 ? Array.Empty<Module<Tensor, Tensor>>() : [Block(from, hidden, kernel: 1)],
                Block(hidden, hidden, kernel: 3, stride, groups: hidden), Conv2d(hidden, to, 1, bias: false), BatchNorm2d(to)]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => adds ? input + conv.call(input) : conv.call(input);
    }
}
