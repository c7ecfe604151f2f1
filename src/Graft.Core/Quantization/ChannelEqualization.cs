using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Quantization;

/// <summary>Brings the channels between a convolution and the depthwise one behind it to one range, so that the one scale of their bytes fits all of them.</summary>
/// <remarks>
/// Cross-layer equalisation (Nagel et al. 2019, arXiv:1906.04721, §4.1) where it costs nothing: a rectifier commutes with factors above 0, and both weights have a scale for each channel that takes them up.
/// We even the ranges of values seen on pictures where the paper evens those of weights. A rectifier with an upper end cuts at the largest value seen, as the bytes of the channel would.
/// </remarks>
public static class ChannelEqualization
{
    /// <summary>A channel that was all but silent is made no louder than this: a picture unlike those seen may well wake it.</summary>
    private const double LargestFactor = 32;

    /// <summary>What each channel is multiplied by to reach as far as the one that reaches farthest.</summary>
    /// <param name="largest">The largest number of each channel, none below 0.</param>
    public static double[] Factors(IReadOnlyList<double> largest) => [.. largest.Select(end => end > 0 ? Math.Min(largest.Max() / end, LargestFactor) : 1)];

    extension(Graph graph)
    {
        /// <summary>Values that can be evened: rectified, made by a convolution with a bias, and read by a depthwise convolution alone.</summary>
        public IReadOnlyList<string> EvenableValues() => [.. Between(graph).Select(pair => pair.Deep.Inputs[0])];

        /// <summary>The same function for pictures like those seen, with the channels of some values multiplied.</summary>
        /// <param name="factors">For each value the factors of its channels, above 0; values that are not in it, or cannot be evened, stay.</param>
        public Graph WithEvenChannels(IReadOnlyDictionary<string, double[]> factors)
        {
            Dictionary<string, Tensor> changed = new(StringComparer.Ordinal);
            foreach ((Node conv, Node deep) in Between(graph))
            {
                if (factors.TryGetValue(deep.Inputs[0], out double[]? channels))
                {
                    Multiply(conv.Inputs[1], channels);
                    Multiply(conv.Inputs[2], channels);
                    Multiply(deep.Inputs[1], [.. channels.Select(factor => 1 / factor)]);
                }
            }
            return graph with { Weights = graph.Weights.With(changed) };

            // Of a chain of depthwise convolutions one weight may change twice.
            void Multiply(string weight, double[] by) => changed[weight] = Times(changed.GetValueOrDefault(weight, graph.Weights[weight]), by);
        }
    }

    private static List<(Node Conv, Node Deep)> Between(Graph graph)
    {
        Dictionary<string, Node> makers = graph.Nodes.SelectMany(node => node.Outputs.Select(output => (output, node))).ToDictionary(StringComparer.Ordinal);
        Dictionary<string, int> readers = graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs).CountBy(name => name).ToDictionary(StringComparer.Ordinal);
        List<(Node, Node)> pairs = [];
        foreach (Node deep in graph.Nodes.Where(node => node.Op is Conv { Groups: > 1 } && IsOwn(node.Inputs[1])))
        {
            long groups = ((Conv)deep.Op).Groups;
            if (graph.Weights[deep.Inputs[1]].Shape is var shape && shape[0] == groups && shape[1] == 1 && readers[deep.Inputs[0]] == 1
                && makers.TryGetValue(deep.Inputs[0], out Node? rectifier) && rectifier.Op is Relu or Clip { Low: 0 } && readers[rectifier.Inputs[0]] == 1
                && makers.TryGetValue(rectifier.Inputs[0], out Node? conv) && conv is { Op: Conv, Inputs.Count: > 2 } && conv.Inputs.Skip(1).All(IsOwn) && graph.Features != deep.Inputs[0] && graph.Features != conv.Output)
            {
                pairs.Add((conv, deep));
            }
        }
        return pairs;

        bool IsOwn(string weight) => graph.Weights.TryGet(weight, out Tensor? tensor) && tensor.Type == ElementType.Float32 && readers[weight] == 1;
    }

    /// <summary>A weight or bias with each channel of its first axis multiplied.</summary>
    private static Tensor Times(Tensor tensor, double[] factors)
    {
        float[] values = tensor.ToFloats();
        int each = values.Length / (int)tensor.Shape[0];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * factors[i / each]);
        }
        return Tensor.Of(tensor.Shape, values);
    }
}
