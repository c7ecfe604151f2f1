using System.Collections.Frozen;
using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Inference;

/// <summary>The last value of a network that still has places, cut there.</summary>
/// <param name="Split">The network up to the map, and the rest.</param>
/// <param name="Axes">How the map lies in memory.</param>
/// <param name="IsAffine">Whether the rest of the network only sums, weighs and moves values, so that contributions of places add up.</param>
/// <param name="IsPooled">Whether the rest begins with the mean over all places, so that it can as well be run on one place.</param>
internal sealed record FeatureMap(GraphSplit Split, MapAxes Axes, bool IsAffine, bool IsPooled)
{
    /// <summary>Finds the map of a network whose output is logits; null where there is none.</summary>
    /// <param name="sized">With the size of its pictures in its input.</param>
    public static FeatureMap? Find(Graph sized)
    {
        FrozenDictionary<string, TensorType> types = sized.InferShapes();
        foreach (string value in sized.CutValues().Reverse())
        {
            if (value == sized.Input.Name || MapAxes.Of(types[value].Shape, sized.Input.Type.Shape, ReadersOf(sized, value)) is not { } axes)
            {
                continue;
            }
            GraphSplit split = sized.SplitAt(value);
            // Behind the last attention the class token no longer looks at the others.
            if (axes.Skipped == 0 || split.Suffix.Nodes.Any(node => node.Op is MatMul && !node.Inputs.Any(split.Suffix.Weights.Contains)))
            {
                return new(split, axes, IsAffineBehind(split.Suffix), axes.IsGrid && IsMean(split.Suffix));
            }
        }
        return null;
    }

    private static Node[] ReadersOf(Graph graph, string value) => [.. graph.Nodes.Where(node => node.Inputs.Contains(value))];

    private static bool IsMean(Graph suffix) => ReadersOf(suffix, suffix.Input.Name) is [{ Op: var op }] && op switch
    {
        GlobalAveragePool => true,
        ReduceMean { ReducedAxes: var axes } => axes == (ValueList<int>)[2, 3] || axes == (ValueList<int>)[-2, -1],
        _ => false,
    };

    private static bool IsAffineBehind(Graph suffix) => suffix.Nodes.All(node => node.Op switch
    {
        GlobalAveragePool or AveragePool or AdaptiveAveragePool or ReduceMean or ReduceSum or Flatten or Reshape or Squeeze or Unsqueeze or Transpose or Identity or Dropout or StochasticDepth or Gather or Slice or Add or Sub => true,
        Conv or Gemm or MatMul or BatchNormalization or Mul or Div => node.Inputs.Skip(1).All(input => input.Length == 0 || suffix.Weights.Contains(input)),
        _ => false,
    });
}
