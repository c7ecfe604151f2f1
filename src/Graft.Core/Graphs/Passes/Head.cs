using System.Collections.Frozen;
using Graft.Graphs.Ops;

namespace Graft.Graphs;

/// <summary>Where the backbone of a classifier ends.</summary>
/// <param name="Features">The value that the head reads, before any dropout.</param>
/// <param name="Path">The path of the dense layer or convolution that makes the logits; null for a network without one.</param>
internal sealed record Head(string Features, string? Path)
{
    /// <summary>Numbers of classes of ImageNet, with and without a background class, and of ImageNet-21k: a convolution of so many outputs makes logits.</summary>
    private static readonly FrozenSet<long> FamiliarClasses = [1000, 1001, 21841, 21843];

    /// <summary>Finds the head of a network that says where its features are, or else walks back from the output to the last layer that can be a classifier.</summary>
    public static Head Find(Graph graph, string? features)
    {
        if ((features ?? graph.Features) is { } named)
        {
            return new(named, PathAfter(graph, named));
        }
        Dictionary<string, Node> producers = graph.Nodes.SelectMany(node => node.Outputs.Select(output => (output, node))).ToDictionary(StringComparer.Ordinal);
        FrozenDictionary<string, TensorType> types = graph.InferShapes();
        (bool activated, bool normalized) = (false, false);
        string value = graph.Output;
        while (producers.TryGetValue(value, out Node? node))
        {
            if (node.Op is Gemm or MatMul or Conv)
            {
                return IsClassifier(graph, node, types, activated, normalized) ? new(BeforeDropout(producers, node.Inputs[0]), PathOf(node)) : new(graph.Output, null);
            }
            if (!IsTail(graph, node))
            {
                break;
            }
            activated |= node.Op is Relu or Clip or LeakyRelu;
            normalized |= node.Op is Softmax or LogSoftmax;
            value = node.Inputs.First(input => !graph.Weights.Contains(input));
        }
        return new(graph.Output, null);
    }

    /// <summary>What may stand between the logits' layer and the output; Add is a bias after MatMul.</summary>
    private static bool IsTail(Graph graph, Node node) =>
        node.Op is Softmax or LogSoftmax or Sigmoid or Identity or Dropout or Flatten or Reshape or Squeeze or GlobalAveragePool or AveragePool or AdaptiveAveragePool or ReduceMean or Relu or Clip or LeakyRelu
        || (node.Op is Add && node.Inputs.Count(graph.Weights.Contains) == 1);

    /// <summary>
    /// A dense layer makes logits unless something rectifies it. A convolution may as well be the last of a backbone whose batch norms were folded,
    /// so with a rectifier behind it (as in SqueezeNet) it counts only where something says that its channels are classes.
    /// </summary>
    private static bool IsClassifier(Graph graph, Node node, FrozenDictionary<string, TensorType> types, bool activated, bool normalized)
    {
        if (node.Inputs.Count < 2 || !graph.Weights.Contains(node.Inputs[1]))
        {
            return false;
        }
        if (node.Op is not Conv)
        {
            return !activated;
        }
        Shape output = types[graph.Output].Shape;
        long channels = types[node.Output].Shape[1];
        bool onePerPicture = output.Rank > 1 && output[1] == channels && output.Skip(2).All(size => size == 1);
        return onePerPicture && (!activated || normalized || channels == graph.Labels.Count || FamiliarClasses.Contains(channels));
    }

    private static string BeforeDropout(Dictionary<string, Node> producers, string value) =>
        producers.TryGetValue(value, out Node? node) && node.Op is Dropout or Identity ? BeforeDropout(producers, node.Inputs[0]) : value;

    /// <summary>The path of the one layer with weights behind the features; null where there are none or several.</summary>
    private static string? PathAfter(Graph graph, string features)
    {
        HashSet<string> after = new([features], StringComparer.Ordinal);
        List<Node> layers = [];
        foreach (Node node in graph.Nodes.Where(node => node.Inputs.Any(after.Contains)))
        {
            after.UnionWith(node.Outputs);
            layers.AddRange(node.Op is Gemm or MatMul or Conv ? [node] : []);
        }
        return layers.Count == 1 ? PathOf(layers[0]) : null;
    }

    private static string? PathOf(Node layer) => layer.Inputs.Count > 1 && layer.Inputs[1].EndsWith(".weight", StringComparison.Ordinal) ? layer.Inputs[1][..^".weight".Length] : null;
}
