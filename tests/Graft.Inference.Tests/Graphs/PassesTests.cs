using Graft.Graphs;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Inference.Tests.Graphs;

/// <summary>Passes that change a graph but not what it computes, seen by running both.</summary>
public sealed class PassesTests
{
    private const int Side = 64;

    [Theory]
    [InlineData("tiny")]
    [InlineData("mobilenet_v2")] // depthwise convolutions
    [InlineData("googlenet")]
    public void Folding_batch_norms_changes_no_logit(string name)
    {
        Graph graph = Trained(name), folded = graph.FoldBatchNorms();
        Assert.True(folded.Nodes.Count < graph.Nodes.Count);
        Same(Run(graph, Pictures()), Run(folded, Pictures()));
    }

    [Theory]
    [InlineData("tiny", "stage3")]
    [InlineData("resnet18", "layer3")]
    [InlineData("mobilenet_v2", "features.14")]
    public void A_prefix_and_its_suffix_compute_what_the_whole_does(string name, string trained)
    {
        Graph graph = Trained(name);
        GraphSplit split = graph.SplitBeforeTrainable(new PathPattern(trained).Matches);
        Shape between = split.Suffix.Input.Type.Shape;
        Assert.NotEmpty(split.Prefix.Nodes);
        float[] value = Run(split.Prefix, Pictures());
        using OnnxSession suffix = new(split.Suffix);
        Same(Run(graph, Pictures()), suffix.Run(value, 2, (int)between[2], (int)between[3]).ToArray());
    }

    [Fact]
    public void A_new_head_with_the_old_weights_makes_the_old_logits()
    {
        // SqueezeNet's convolution, then average, is the same as averaging first, but for the rectifier, which no logit here needs: the bias outweighs the rest.
        Graph graph = Trained("squeezenet1_1");
        graph = graph with { Weights = graph.Weights.With([new("classifier.1.bias", Tensor.Of([10], [.. Enumerable.Repeat(5f, 10)]))]) };
        Graph other = graph.ReplaceHead(10);
        other = other with { Weights = other.Weights.With([new("classifier.1.weight", graph.Weights["classifier.1.weight"].Reshape([10, 512])), new("classifier.1.bias", graph.Weights["classifier.1.bias"])]) };
        Same(Run(graph, Pictures()), Run(other, Pictures()));
    }

    /// <summary>A network whose batch norms and biases are no identity.</summary>
    private static Graph Trained(string name)
    {
        Graph graph = Architectures.Find(name).Build(10, seed: 1, Side);
        return graph with { Weights = graph.Weights.With(graph.Weights.Where(weight => weight.Value.Shape.Rank == 1).Select(weight => new KeyValuePair<string, Tensor>(weight.Key, Drawn(weight.Key, weight.Value.Shape)))) };

        static Tensor Drawn(string name, Shape shape)
        {
            AddressedRandom random = new(7, AddressedRandom.Word(name));
            (double low, double high) = name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal) ? (0.5, 1.5) : (-0.3, 0.3);
            float[] values = new float[shape.Elements];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)random.Next(low, high);
            }
            return Tensor.Of(shape, values);
        }
    }

    private static float[] Pictures()
    {
        AddressedRandom random = new(3);
        float[] values = new float[2 * 3 * Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextNormal();
        }
        return values;
    }

    private static float[] Run(Graph graph, float[] pictures)
    {
        using OnnxSession session = new(graph);
        return session.Run(pictures, 2, Side, Side).ToArray();
    }

    private static void Same(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = expected.Max(MathF.Abs);
        Assert.True(largest > 0 && expected.Zip(actual, (left, right) => MathF.Abs(left - right)).Max() <= 1e-5f * largest);
        Assert.NotEqual(expected[..(expected.Length / 2)], expected[(expected.Length / 2)..]);
    }
}
