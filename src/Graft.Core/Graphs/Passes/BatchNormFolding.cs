using Graft.Graphs.Ops;

namespace Graft.Graphs;

/// <summary>Works batch norms with fixed statistics into the convolution before them.</summary>
public static class BatchNormFolding
{
    extension(Graph graph)
    {
        /// <summary>The same function with fewer nodes: each batch norm that alone reads a convolution becomes a scale of its weights and a bias.</summary>
        /// <param name="keep">Weights whose batch norm or convolution is left as it is, such as those still trained; null to fold all.</param>
        /// <remarks>
        /// (w ∗ x + b − mean) · s + bias with s = scale / √(variance + ε) is (w · s) ∗ x + (b − mean) · s + bias: exact but for rounding, for running statistics, not for those of a training batch.
        /// The convolution takes over the name of the batch norm's value. Only 32-bit weights are folded.
        /// </remarks>
        public Graph FoldBatchNorms(Func<string, bool>? keep = null)
        {
            Dictionary<string, int> uses = graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs).CountBy(name => name).ToDictionary(StringComparer.Ordinal);
            Dictionary<string, Node> convolutions = graph.Nodes.Where(node => node.Op is Conv).ToDictionary(node => node.Output, StringComparer.Ordinal);
            Dictionary<Node, Node?> replaced = [];
            Dictionary<string, Tensor> changed = new(StringComparer.Ordinal);
            foreach (Node norm in graph.Nodes.Where(node => node.Op is BatchNormalization))
            {
                if (!convolutions.TryGetValue(norm.Inputs[0], out Node? conv) || uses[conv.Output] > 1 || graph.Features == conv.Output || norm.Outputs.Count > 1 || !IsFixed(graph, conv, norm, uses, keep))
                {
                    continue;
                }
                string bias = conv.Inputs.Count > 2 && conv.Inputs[2].Length > 0 ? conv.Inputs[2] : graph.Unused(BiasName(conv.Inputs[1]));
                (Tensor weights, Tensor biases) = Fold(graph, conv, norm, (BatchNormalization)norm.Op);
                (changed[conv.Inputs[1]], changed[bias]) = (weights, biases);
                replaced[conv] = conv with { Inputs = [conv.Inputs[0], conv.Inputs[1], bias], Outputs = norm.Outputs };
                replaced[norm] = null;
            }
            return (graph with
            {
                Nodes = [.. graph.Nodes.Select(node => replaced.GetValueOrDefault(node, node)).OfType<Node>()],
                Weights = graph.Weights.With(changed),
            }).WithoutUnused();
        }
    }

    private static bool IsFixed(Graph graph, Node conv, Node norm, Dictionary<string, int> uses, Func<string, bool>? keep) =>
        conv.Inputs.Skip(1).Where(name => name.Length > 0).Concat(norm.Inputs.Skip(1)).All(name =>
            graph.Weights.TryGet(name, out Tensor? tensor) && tensor.Type == ElementType.Float32 && keep?.Invoke(name) != true)
        && conv.Inputs.Skip(1).All(name => name.Length == 0 || uses[name] == 1);

    private static (Tensor Weights, Tensor Bias) Fold(Graph graph, Node conv, Node norm, BatchNormalization op)
    {
        Tensor weight = graph.Weights[conv.Inputs[1]];
        float[] scale = Values(1), bias = Values(2), mean = Values(3), variance = Values(4);
        float[] before = conv.Inputs.Count > 2 && conv.Inputs[2].Length > 0 ? graph.Weights[conv.Inputs[2]].ToFloats() : new float[scale.Length];
        var factors = new double[scale.Length];
        var biases = new float[scale.Length];
        for (int channel = 0; channel < scale.Length; channel++)
        {
            factors[channel] = scale[channel] / Math.Sqrt((double)variance[channel] + op.Epsilon);
            biases[channel] = (float)(((before[channel] - (double)mean[channel]) * factors[channel]) + bias[channel]);
        }
        return (Tensor.Lazy(ElementType.Float32, weight.Shape, () => Array.AsReadOnlyBytes(Scaled(weight, factors))), Tensor.Of([scale.Length], biases));

        float[] Values(int slot) => graph.Weights[norm.Inputs[slot]].ToFloats();
    }

    /// <summary>The weights with each output channel, the first axis, multiplied by its factor; groups make no difference to that axis.</summary>
    private static float[] Scaled(Tensor weight, double[] factors)
    {
        float[] values = weight.ToFloats();
        int perChannel = values.Length / Math.Max(1, factors.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * factors[i / perChannel]);
        }
        return values;
    }

    private static string BiasName(string weight) => weight.EndsWith(".weight", StringComparison.Ordinal) ? $"{weight[..^".weight".Length]}.bias" : $"{weight}.bias";
}
