using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Quantization;

/// <summary>Which values of a network can be kept in 8 bits so that ONNX Runtime computes with integers between them.</summary>
/// <param name="Measured">Values whose range must be measured, in the order in which they are made.</param>
/// <param name="LikeInput">Values that are another one moved about, with that one: their bytes mean the same.</param>
/// <remarks>
/// Kept are the values that lead to a convolution or dense layer; what the last one makes, and all behind it, stays in 32 bits, so that logits are not rounded.
/// A value that only a rectifier reads is not kept itself: the range of what the rectifier makes does its work.
/// </remarks>
public sealed record ByteValues(IReadOnlyList<string> Measured, IReadOnlyDictionary<string, string> LikeInput)
{
    public static ByteValues Of(Graph graph)
    {
        HashSet<string> leads = Leading(graph), kept = new(StringComparer.Ordinal), rectified = new(StringComparer.Ordinal);
        ILookup<string, Node> readers = graph.Nodes.SelectMany(node => node.Inputs.Distinct(), (node, input) => (node, input)).ToLookup(pair => pair.input, pair => pair.node, StringComparer.Ordinal);
        List<string> measured = [];
        Dictionary<string, string> like = new(StringComparer.Ordinal);
        foreach (string input in graph.Inputs.Select(input => input.Name).Where(leads.Contains))
        {
            kept.Add(input);
            measured.Add(input);
        }
        foreach (Node node in graph.Nodes)
        {
            foreach (string output in node.Outputs.Where(leads.Contains))
            {
                if (MovesOnly(node.Op) && kept.Contains(node.Inputs[0]))
                {
                    kept.Add(output);
                    like[output] = node.Inputs[0];
                }
                else if (IsInteger(graph, node, kept, rectified) || readers[output].Any(reader => reader.Inputs[0] == output && QuantizedLayer.AxisOf(graph, reader) is not null))
                {
                    bool isRectifiedNext = readers[output].ToArray() is [{ Op: Relu or Clip }] && !graph.Outputs.Contains(output) && graph.Features != output;
                    (isRectifiedNext ? rectified : kept).Add(output);
                    if (!isRectifiedNext)
                    {
                        measured.Add(output);
                    }
                }
            }
        }
        return new(measured, like);
    }

    /// <summary>The table for measured ranges.</summary>
    /// <param name="scales">Of each value of <see cref="Measured"/>.</param>
    public QuantizationTable Table(IReadOnlyDictionary<string, ByteScale> scales)
    {
        Dictionary<string, ByteScale> all = new(scales, StringComparer.Ordinal);
        foreach ((string value, string source) in LikeInput)
        {
            all[value] = all[source];
        }
        return new(System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(all, StringComparer.Ordinal));
    }

    /// <summary>Values from which a way leads to a layer with weights.</summary>
    private static HashSet<string> Leading(Graph graph)
    {
        HashSet<string> leads = new(StringComparer.Ordinal);
        foreach (Node node in graph.Nodes.Reverse().Where(node => QuantizedLayer.AxisOf(graph, node) is not null || node.Outputs.Any(leads.Contains)))
        {
            leads.UnionWith(node.Inputs.Where(input => input.Length > 0 && !graph.Weights.Contains(input)));
        }
        leads.ExceptWith(graph.Outputs);
        return leads;
    }

    /// <summary>Whether ONNX Runtime has an integer operation for the node, given which values are bytes.</summary>
    private static bool IsInteger(Graph graph, Node node, HashSet<string> kept, HashSet<string> rectified) => node.Op switch
    {
        Conv or Gemm or MatMul => QuantizedLayer.AxisOf(graph, node) is not null && kept.Contains(node.Inputs[0]),
        Relu or Clip => kept.Contains(node.Inputs[0]) || rectified.Contains(node.Inputs[0]),
        Add or Mul or Concat => node.Inputs.All(kept.Contains),
        GlobalAveragePool or AveragePool or AdaptiveAveragePool or Sigmoid => kept.Contains(node.Inputs[0]),
        _ => false,
    };

    private static bool MovesOnly(Op op) => op is MaxPool or Flatten or Reshape or Transpose or Squeeze or Unsqueeze or Slice or Split or Identity or Dropout or StochasticDepth or Gather or Take;
}
