using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Computes with constant floats, such as a weight that the file scales or transposes before use: the result is a weight.</summary>
internal static class ConstantArithmetic
{
    public static bool TryFold(NodeImport node, ImportedValue?[] read)
    {
        if (read[0]?.Constant is not { } x)
        {
            return false;
        }
        Tensor? result = node.Node.OpType switch
        {
            "Cast" => Cast(node, x),
            "Concat" => Joined(node, read),
            "Reshape" => Moved(x, new Reshape(ReshapeTarget.Of(node, read[0]!, [.. node.Numbers(1, "shape").Select(size => (Dim)size)]))),
            "Flatten" => Moved(x, new Flatten(node.Int("axis", 1))),
            "Slice" => Cut(node, x),
            "Squeeze" => Moved(x, new Squeeze([.. (node.LongsAt(1, "axes") ?? []).Select(axis => checked((int)axis))])),
            "Unsqueeze" => Moved(x, new Unsqueeze([.. (node.LongsAt(1, "axes") ?? []).Select(axis => checked((int)axis))])),
            "Transpose" => Transposed(node, x, [.. node.Longs("perm")?.Select(axis => checked((int)axis)) ?? Enumerable.Range(0, x.Shape.Rank).Reverse()]),
            _ when x.Type != ElementType.Float32 => null,
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

    private static Tensor Moved(Tensor x, Op op) => x.Reshape(op.Infer(new([new TensorType(x.Type, x.Shape), null]))[0].Shape);

    private static Tensor? Cast(NodeImport node, Tensor x) =>
        !OnnxTypes.TryGet(node.Long("to", 0), out ElementType to) || !node.Graph.MayFold(x.Shape.Elements * 8) ? null
        : to.IsFloat ? (x.Type.IsFloat ? x : Tensor.Of(x.Shape, x.ToFloats()))
        : x.Type is ElementType.Int64 or ElementType.Int32 ? Tensor.Of(x.Shape, x.ToLongs())
        : Tensor.Of(x.Shape, Array.ConvertAll(x.ToFloats(), value => to == ElementType.Bool ? (value != 0 ? 1 : 0) : (long)value));

    private static Tensor? Transposed(NodeImport node, Tensor x, ValueList<int> order)
    {
        Shape shape = new Transpose(order).Infer(new([new TensorType(x.Type, x.Shape)]))[0].Shape;
        long[] steps = Steps(x.Shape, x.Shape.Rank);
        return Picked(node, x, shape, 0, [.. order.Select(axis => steps[axis])]);
    }

    /// <summary>A part of a constant; unlike in a graph, also backwards.</summary>
    private static Tensor? Cut(NodeImport node, Tensor x)
    {
        long[] starts = node.LongsAt(1, "starts") ?? [], ends = node.LongsAt(2, "ends") ?? [];
        long[] axes = node.LongsAt(3, "axes") ?? [.. Enumerable.Range(0, starts.Length)];
        long[] by = node.Has(4) ? node.Numbers(4, "steps") : [.. Enumerable.Repeat(1L, starts.Length)];
        (long[] steps, Shape shape, long first) = (Steps(x.Shape, x.Shape.Rank), x.Shape, 0);
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = Axes.Normalize(checked((int)axes[i]), x.Shape.Rank);
            (long size, bool forward) = (x.Shape[axis], by[i] > 0);
            long start = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, forward ? size : size - 1);
            long end = Math.Clamp(ends[i] < 0 ? Math.Max(ends[i], -size - 1) + size : ends[i], forward ? 0 : -1, size);
            decimal count = by[i] == 0 ? 0 : Math.Max(0, Math.Ceiling(((decimal)end - start) / by[i]));
            shape = shape.With(axis, (long)count);
            first += start * steps[axis];
            steps[axis] *= count > 1 ? by[i] : 0;
        }
        return Picked(node, x, shape, first, steps);
    }

    /// <summary>The elements of a constant that lie at a start and steps from it along each axis of the result.</summary>
    private static Tensor? Picked(NodeImport node, Tensor x, Shape shape, long first, long[] steps)
    {
        int size = x.Type.Size;
        if (!node.Graph.MayFold(checked(shape.Elements * size)))
        {
            return null;
        }
        (ReadOnlyMemory<byte> source, var result) = (x.Bytes, new byte[shape.Elements * size]);
        Walk(shape, (at, places) => source.Span.Slice((int)(first + Offset(places, steps)) * size, size).CopyTo(result.AsSpan((int)at * size)));
        return Tensor.Lazy(x.Type, shape, () => result);
    }

    private static Tensor? Joined(NodeImport node, ImportedValue?[] read)
    {
        Tensor[] parts = [.. read.Select(value => value!.Constant!)];
        Shape shape = new Concat(node.Int("axis", 0)).Infer(new([.. parts.Select(part => (TensorType?)new TensorType(part.Type, part.Shape))]))[0].Shape;
        if (parts.Any(part => part.Type != parts[0].Type) || !node.Graph.MayFold(checked(shape.Elements * parts[0].Type.Size)))
        {
            return null;
        }
        int axis = Axes.Normalize(node.Int("axis", 0), shape.Rank);
        long outer = shape.Take(axis).Aggregate(1L, (product, size) => product * size);
        MemoryStream joined = new();
        ReadOnlyMemory<byte>[] bytes = [.. parts.Select(part => part.Bytes)];
        for (int row = 0; row < outer; row++)
        {
            foreach (ReadOnlyMemory<byte> part in bytes)
            {
                int length = (int)(part.Length / outer);
                joined.Write(part.Span.Slice(row * length, length));
            }
        }
        byte[] result = joined.ToArray();
        return Tensor.Lazy(parts[0].Type, shape, () => result);
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
