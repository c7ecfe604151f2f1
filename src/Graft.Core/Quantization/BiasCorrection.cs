using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Quantization;

/// <summary>Moves the biases of layers by what rounding their weights does to the mean of each output channel.</summary>
/// <remarks>Nagel et al. 2019 (arXiv:1906.04721), §4.2, with means of the inputs that were measured on pictures rather than derived from batch norms; at the border of a picture, where a window sees padding, it is not exact.</remarks>
public static class BiasCorrection
{
    extension(Graph graph)
    {
        /// <summary>The same network with corrected biases; layers without a bias, or whose input has no means, stay.</summary>
        /// <param name="table">By which the network will be rounded.</param>
        /// <param name="means">For each value, the mean of each channel.</param>
        public Graph WithCorrectedBiases(QuantizationTable table, IReadOnlyDictionary<string, double[]> means)
        {
            Dictionary<string, Tensor> changed = new(StringComparer.Ordinal);
            Dictionary<string, int> readers = graph.Nodes.SelectMany(node => node.Inputs).CountBy(name => name).ToDictionary(StringComparer.Ordinal);
            foreach (Node node in graph.Nodes)
            {
                if (QuantizedLayer.Of(graph, node, table) is { Bias: { } bias } layer && readers[bias] == 1 && means.TryGetValue(node.Inputs[0], out double[]? inputs))
                {
                    changed[bias] = Corrected(graph, node, layer, inputs);
                }
            }
            return graph with { Weights = graph.Weights.With(changed) };
        }
    }

    private static Tensor Corrected(Graph graph, Node node, QuantizedLayer layer, double[] inputs)
    {
        Tensor weight = graph.Weights[layer.Weight];
        float[] exact = weight.ToFloats(), bias = graph.Weights[layer.Bias!].ToFloats();
        double[] off = new double[bias.Length];
        long groups = node.Op is Conv conv ? conv.Groups : 1;
        for (int i = 0; i < exact.Length; i++)
        {
            int channel = layer.Channel(i), from = node.Op is Conv ? InputOf(weight.Shape, i, channel, bias.Length / groups) : layer.Axis == 0 ? i % (int)weight.Shape[1] : i / (int)weight.Shape[1];
            off[channel] += ((layer.Integers[i] * (double)layer.Scales[channel]) - exact[i]) * inputs[from];
        }
        return Tensor.Of([bias.Length], [.. bias.Select((value, channel) => (float)(value - off[channel]))]);
    }

    /// <summary>The input channel that a place in the weight of a convolution, (outputs, inputs of the group, height, width), is multiplied with.</summary>
    private static int InputOf(Shape shape, int place, int output, long outputsOfGroup)
    {
        long inputsOfGroup = shape[1], window = shape[2] * shape[3];
        return (int)((output / outputsOfGroup * inputsOfGroup) + (place / window % inputsOfGroup));
    }
}
