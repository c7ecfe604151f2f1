using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Inference;
using Graft.Tests;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Tests;

/// <summary>Every operation, with arguments drawn from a seed, in libtorch and in ONNX Runtime.</summary>
public class OperationParityTests
{
    public static TheoryData<string> Names => [.. OperationSamples.Operations.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Libtorch_and_ONNX_Runtime_agree(string name)
    {
        Type operation = OperationSamples.Operations.Single(type => type.Name == name);
        for (int seed = 0; seed < 12; seed++)
        {
            Graph graph = OperationSamples.Build(operation, seed);
            // ONNX Runtime refuses a dilated convolution whose padding is SAME.
            if (!graph.Nodes.Any(node => node.Op is Conv { Window: { AutoPad: not AutoPad.Explicit, Dilation.Width: > 1 } }))
            {
                Compare(graph, seed);
            }
        }
    }

    [Fact]
    public void They_agree_on_random_networks_whose_values_are_read_more_than_once()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Compare(OperationSamples.Network(seed), seed);
        }
    }

    private static void Compare(Graph graph, int seed)
    {
        Shape shape = graph.Input.Type.Shape.With(0, 2);
        float[] picture = new NormalInitializer(1).Draw(shape, seed, "picture");
        using OnnxSession session = new(graph);
        float[] expected = session.Run(picture, 2, (int)shape[2], (int)shape[3]).ToArray();
        using TorchGraph network = new(graph, new() { TrainBatchNorm = false, ChannelsLast = seed % 2 == 0 });
        using Tensor input = torch.tensor(picture, [.. shape]);
        using Tensor output = network.Forward(input);
        using Tensor plain = output.detach().contiguous();
        float[] found = plain.data<float>().ToArray();
        Assert.Equal(expected.Length, found.Length);
        float largest = Math.Max(1, expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max());
        for (int i = 0; i < found.Length; i++)
        {
            bool same = float.IsFinite(expected[i]) ? Math.Abs(expected[i] - found[i]) <= 2e-5f * largest : expected[i].Equals(found[i]);
            Assert.True(same, $"{graph.Name}, value {i}: ONNX Runtime says {expected[i]}, libtorch {found[i]}");
        }
    }
}
