using Graft.Graphs;
using Graft.Models;
using Graft.Training.Profiling;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Tests.Profiling;

/// <summary>Node by node, each with a gradient graph of its own, the step must still be the step.</summary>
public class SegmentTests
{
    [Theory]
    [InlineData("tiny", true)]
    [InlineData("tiny", false)]
    [InlineData("mobilenet_v2", false)]
    [InlineData("googlenet", true)]
    public void Gradients_are_those_of_the_whole_step(string name, bool trainNorm)
    {
        using IDisposable scope = torch.NewDisposeScope();
        Graph graph = Architectures.Find(name).Build(classes: 4, seed: 3, side: 64);
        Dictionary<string, Tensor> whole = Gradients(graph, trainNorm, (network, pictures) =>
        {
            using Tensor logits = network.Forward(pictures, training: true);
            logits.square().sum().backward();
        });
        Dictionary<string, Tensor> parts = Gradients(graph, trainNorm, BySegments);
        Assert.Equal(whole.Keys.Order(), parts.Keys.Order());
        Assert.All(whole, pair => Assert.True(torch.allclose(pair.Value, parts[pair.Key], rtol: 1e-4, atol: 1e-4 * pair.Value.abs().max().item<float>()), pair.Key));
    }

    [Fact]
    public void What_overwrites_is_measured_with_what_it_overwrites()
    {
        using TorchGraph network = new(Architectures.Find("tiny").Build());
        string[] operations = [.. Segment.Of(network.Steps).Select(segment => string.Join(' ', segment.Steps.Select(step => step.Node.Op.Name)))];
        Assert.Equal("Conv", operations[0]);
        Assert.Equal("BatchNormalization Relu", operations[1]);
        Assert.Contains("BatchNormalization Add Relu", operations);
    }

    private static Dictionary<string, Tensor> Gradients(Graph graph, bool trainNorm, Action<TorchGraph, Tensor> step)
    {
        using TorchGraph network = new(graph, new() { TrainBatchNorm = trainNorm });
        torch.manual_seed(1); // of the pictures and of dropout
        step(network, torch.randn(2, 3, 64, 64));
        return network.Parameters.ToDictionary(name => name, name => network[name].grad!.clone());
    }

    private static void BySegments(TorchGraph network, Tensor pictures)
    {
        Tensor?[] values = network.Begin(pictures);
        Segment[] segments = Segment.Of(network.Steps);
        foreach (Segment segment in segments)
        {
            segment.Enter(network, values);
            segment.Forward(network, values, training: true);
        }
        Dictionary<int, Tensor> gradients = new() { [network.OutputPlace] = values[network.OutputPlace]!.detach() * 2 };
        foreach (Segment segment in segments.Reverse())
        {
            segment.Backward(gradients);
        }
    }
}
