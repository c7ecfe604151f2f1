using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Summaries along axes; the axes are an attribute first and an input since some opset.</summary>
internal static class Reductions
{
    public static void Emit(NodeImport node, Func<ValueList<int>, bool, Op> make, int axesAreInputFrom)
    {
        int[]? axes = AxesOf(node, axesAreInputFrom);
        if (axes is null)
        {
            node.Alias(node.Value(0));
            return;
        }
        node.Emit(make([.. axes], Keeps(node)));
    }

    /// <summary>√(Σ x²)</summary>
    public static void L2(NodeImport node)
    {
        int[] axes = AxesOf(node, 18) ?? throw node.Fault("reduces no axis", "Export the model without it.");
        ImportedValue x = node.Value(0);
        node.Emit(new Sqrt(), node.Step(new ReduceSum([.. axes], Keeps(node)), node.Step(new Mul(), x, x)));
    }

    private static bool Keeps(NodeImport node) => node.Long("keepdims", 1) != 0;

    /// <summary>The axes; none for all of them; null where the node says to leave the input as it is.</summary>
    private static int[]? AxesOf(NodeImport node, int axesAreInputFrom)
    {
        long[] axes = (node.Opset >= axesAreInputFrom ? node.LongsAt(1, "axes") : node.Longs("axes")) ?? [];
        return axes.Length == 0 && node.Long("noop_with_empty_axes", 0) != 0 ? null : [.. axes.Select(axis => checked((int)axis))];
    }
}
