using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;
using Weight = Graft.Graphs.Tensor;

namespace Graft.Training.Tests;

/// <summary>libtorch and ONNX Runtime, two independent interpreters of a graph, on the same random weights; of each family the smallest network. bench/parity does the same for all.</summary>
public class ArchitectureParityTests
{
    public static TheoryData<string> Names => [.. Architectures.All.GroupBy(architecture => architecture.Family).Select(family => family.MinBy(architecture => architecture.Build().Cost().MultiplyAdds)!.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_make_the_same_logits(string name)
    {
        Graph graph = Held(WithStatistics(Architectures.Find(name).Build(classes: 50, seed: 7)));
        int side = graph.Preprocessing!.Height;
        float[] picture = new NormalInitializer(1).Draw([1, 3, side, side], 5, "picture");
        using OnnxSession session = new(graph);
        float[] expected = session.Run(picture, 1, side, side).ToArray();
        float largest = expected.Max(Math.Abs);
        Assert.All([true, false], channelsLast =>
        {
            using TorchGraph network = new(graph, new() { Trainable = _ => false, ChannelsLast = channelsLast });
            using IDisposable noGradient = torch.no_grad();
            using Tensor input = torch.tensor(picture, [1, 3, side, side]);
            using Tensor logits = network.Forward(input);
            float[] found = logits.data<float>().ToArray();
            Assert.InRange(expected.Zip(found, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4f * largest);
        });
    }

    /// <summary>Batch norms as after training: every number of theirs different and none at its start.</summary>
    /// <summary>ONNX Runtime reads the file by itself, halves and all; libtorch computes with what our reader made of it.</summary>
    [Fact]
    public void The_network_that_comes_with_Graft_gives_the_same_features_in_both()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, GraftWeights.Content.ToArray());
            float[] picture = new NormalInitializer(1).Draw([1, 3, 160, 160], 5, "picture");
            using OnnxSession session = new(file);
            float[] expected = session.Run(picture, 1, 160, 160).ToArray();
            using TorchGraph network = new(OnnxReader.Read(GraftWeights.Content), new() { Trainable = _ => false });
            using IDisposable noGradient = torch.no_grad();
            using Tensor input = torch.tensor(picture, [1, 3, 160, 160]);
            using Tensor features = network.Forward(input);
            Assert.Equal(512, expected.Length);
            Assert.InRange(expected.Zip(features.data<float>().ToArray(), (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4f * expected.Max(Math.Abs));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Graph WithStatistics(Graph graph) => graph with
    {
        Weights = graph.Weights.With(graph.Nodes.Where(node => node.Op is BatchNormalization).SelectMany(node => node.Inputs.Skip(1).Select((name, slot) => KeyValuePair.Create(name, slot switch
        {
            0 => Drawn(name, graph, value => 0.5f + (0.2f * value)), // scale; below 1, or forty residual blocks double the values forty times
            3 => Drawn(name, graph, value => 0.5f + (value * value)), // variance
            _ => Drawn(name, graph, value => 0.2f * value), // bias and mean
        })))),
    };

    /// <summary>The same with every weight drawn once and for all: they are read three times.</summary>
    private static Graph Held(Graph graph) => graph with { Weights = new(graph.Weights.Select(pair => KeyValuePair.Create(pair.Key, Weight.Of(pair.Value.Shape, pair.Value.ToFloats())))) };

    private static Weight Drawn(string name, Graph graph, Func<float, float> of)
    {
        Shape shape = graph.Weights[name].Shape;
        return Weight.Of(shape, [.. new NormalInitializer(1).Draw(shape, 11, name).Select(of)]);
    }
}
