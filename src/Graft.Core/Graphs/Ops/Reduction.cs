namespace Graft.Graphs.Ops;

/// <summary>A summary along axes; an empty list means all. Axes may be negative, counted from the end.</summary>
public abstract record ReductionOp(ValueList<int> ReducedAxes, bool KeepAxes) : Op
{
    public sealed override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs[0].Shape;
        int[] reduced = ReducedAxes.Count == 0 ? [.. Enumerable.Range(0, x.Rank)] : [.. ReducedAxes.Select(axis => Axes.Normalize(axis, x.Rank))];
        var sizes = x.Select((size, axis) => reduced.Contains(axis) ? (KeepAxes ? 1 : 0L) : size).Where((_, axis) => KeepAxes || !reduced.Contains(axis));
        return [new(inputs[0].Element, [.. sizes])];
    }
}

/// <summary>The mean along axes.</summary>
public sealed record ReduceMean(ValueList<int> ReducedAxes, bool KeepAxes = true) : ReductionOp(ReducedAxes, KeepAxes);

/// <summary>The sum along axes.</summary>
public sealed record ReduceSum(ValueList<int> ReducedAxes, bool KeepAxes = true) : ReductionOp(ReducedAxes, KeepAxes);

/// <summary>The largest value along axes.</summary>
public sealed record ReduceMax(ValueList<int> ReducedAxes, bool KeepAxes = true) : ReductionOp(ReducedAxes, KeepAxes);

/// <summary>Axis numbers as the field writes them: negative counts from the end.</summary>
public static class Axes
{
    /// <exception cref="GraphException">There is no such axis.</exception>
    public static int Normalize(int axis, int rank) => axis >= -rank && axis < rank ? (axis + rank) % rank : throw new GraphException($"there is no axis {axis} in a tensor of {rank} axes");
}
