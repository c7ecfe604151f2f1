using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Computes with constant floats, such as a weight that the file scales or transposes before use: the result is a weight.</summary>
internal static class ConstantArithmetic
{
    public static bool TryFold(NodeImport node, ImportedValue?[] read)
    {
        if (read[0]?.Constant is not { Type: ElementType.Float32 } x)
        {
            return false;
        }
        Tensor? result = node.Node.OpType switch
        {
            "Identity" => null,
            "Cast" when node.Long("to", 0) is 1 or 10 or 11 or 16 => x,
            "Abs" => Each(node, x, Math.Abs),
            "Exp" => Each(node, x, Math.Exp),
            "Floor" => Each(node, x, Math.Floor),
            "Ceil" => Each(node, x, Math.Ceiling),
            "Log" => Each(node, x, Math.Log),
            "Neg" => Each(node, x, value => -value),
            "Reciprocal" => Each(node, x, value => 1 / value),
            "Sqrt" => Each(node, x, Math.Sqrt),
            "Add" => Both(node, read, (a, b) => a + b),
            "Sub" => Both(node, read, (a, b) => a - b),
            "Mul" => Both(node, read, (a, b) => a * b),
            "Div" => Both(node, read, (a, b) => a / b),
            "Pow" => Both(node, read, MathF.Pow),
            "Reshape" => Moved(node, x, new Reshape(ReshapeTarget.Of(node, read[0]!, [.. node.Numbers(1, "shape").Select(size => (Dim)size)]))),
            "Flatten" => Moved(node, x, new Flatten(node.Int("axis", 1))),
            "Squeeze" => Moved(node, x, new Squeeze([.. (node.LongsAt(1, "axes") ?? []).Select(axis => checked((int)axis))])),
            "Unsqueeze" => Moved(node, x, new Unsqueeze([.. (node.LongsAt(1, "axes") ?? []).Select(axis => checked((int)axis))])),
            "Transpose" => Transposed(node, x, node.Longs("perm")?.Select(axis => checked((int)axis)) ?? Enumerable.Range(0, x.Shape.Rank).Reverse()),
            _ => null,
        };
        if (result is null)
        {
            return false;
        }
        node.Graph.SetConstant(node.Node.Outputs[0], result);
        return true;
    }

    private static Tensor? Each(NodeImport node, Tensor x, Func<double, double> compute) =>
        node.Graph.MayFold(x.ByteLength) ? Tensor.Of(x.Shape, Array.ConvertAll(x.ToFloats(), value => (float)compute(value))) : null;

    private static Tensor? Both(NodeImport node, ImportedValue?[] read, Func<float, float, float> compute)
    {
        if (read is not [{ Constant: { } a }, { Constant: { } b }])
        {
            return null;
        }
        Shape shape = Broadcasting.Join(a.Shape, b.Shape);
        if (!node.Graph.MayFold(checked(shape.Elements * 4)))
        {
            return null;
        }
        (float[] left, float[] right) = (a.ToFloats(), b.ToFloats());
        var result = new float[shape.Elements];
        (long[] leftSteps, long[] rightSteps) = (Steps(a.Shape, shape.Rank), Steps(b.Shape, shape.Rank));
        Walk(shape, (at, places) => result[at] = compute(left[Offset(places, leftSteps)], right[Offset(places, rightSteps)]));
        return Tensor.Of(shape, result);
    }

    private static Tensor Moved(NodeImport node, Tensor x, Op op) => x.Reshape(op.Infer(new([new TensorType(x.Type, x.Shape), null]))[0].Shape);

    private static Tensor? Transposed(NodeImport node, Tensor x, IEnumerable<int> order)
    {
        Transpose op = new([.. order]);
        Shape shape = op.Infer(new([new TensorType(x.Type, x.Shape)]))[0].Shape;
        if (!node.Graph.MayFold(x.ByteLength))
        {
            return null;
        }
        float[] values = x.ToFloats();
        long[] steps = Steps(x.Shape, x.Shape.Rank);
        long[] ordered = [.. op.Order.Select(axis => steps[axis])];
        var result = new float[values.Length];
        Walk(shape, (at, places) => result[at] = values[Offset(places, ordered)]);
        return Tensor.Of(shape, result);
    }

    /// <summary>How far apart two neighbours along each axis of the result lie in the source; 0 along axes that are repeated.</summary>
    private static long[] Steps(Shape source, int rank)
    {
        var steps = new long[rank];
        long step = 1;
        for (int fromEnd = 1; fromEnd <= source.Rank; fromEnd++)
        {
            steps[^fromEnd] = source[^fromEnd] == 1 ? 0 : step;
            step *= source[^fromEnd];
        }
        return steps;
    }

    private static long Offset(long[] places, long[] steps)
    {
        long offset = 0;
        for (int axis = 0; axis < places.Length; axis++)
        {
            offset += places[axis] * steps[axis];
        }
        return offset;
    }

    private static void Walk(Shape shape, Action<long, long[]> visit)
    {
        long count = shape.Elements;
        var places = new long[shape.Rank];
        for (long at = 0; at < count; at++)
        {
            visit(at, places);
            for (int axis = shape.Rank - 1; axis >= 0 && ++places[axis] == shape[axis]; axis--)
            {
                places[axis] = 0;
            }
        }
    }
}
