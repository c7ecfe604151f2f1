using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading;

/// <summary>Says which unknown a dynamic size of a node's output is, so that a later Reshape can tell the batch from a picture's height.</summary>
internal static class SymbolicShapes
{
    /// <summary>The sizes of each output: numbers where the operation's rule gave them, unknowns of the inputs where they are handed through, new unknowns elsewhere.</summary>
    public static ValueList<Dim>[] Of(Op op, IReadOnlyList<ImportedValue?> inputs, ValueList<TensorType> types) =>
        [.. types.Select(type => (ValueList<Dim>)[.. type.Shape.Select((size, axis) => size != Shape.Dynamic ? size : Handed(op, inputs, type.Shape.Rank, axis) is { IsNumber: false } dim ? dim : Dim.Fresh())])];

    private static Dim? Handed(Op op, IReadOnlyList<ImportedValue?> inputs, int rank, int axis)
    {
        ImportedValue x = inputs.FirstOrDefault(input => input is not null) ?? throw new GraphException("it reads nothing");
        return op switch
        {
            BinaryOp or Expand => inputs.OfType<ImportedValue>().Where(input => axis - rank + input.Rank >= 0).Select(input => input.Sizes[axis - rank + input.Rank]).FirstOrDefault(size => !size.IsNumber),
            Transpose transpose => x.Sizes[transpose.Order[axis]],
            Flatten flatten => Folded(x, flatten, axis),
            Reshape reshape => reshape.Target[axis] == 0 ? x.Sizes[axis] : Rest(x, reshape),
            Squeeze squeeze => Kept(x, at => !Contains(squeeze.DroppedAxes, at, x.Rank) && !(squeeze.DroppedAxes.Count == 0 && x.Sizes[at] == 1), axis),
            Unsqueeze unsqueeze => Contains(unsqueeze.AddedAxes, axis, rank) ? null : x.Sizes[axis - Enumerable.Range(0, axis).Count(at => Contains(unsqueeze.AddedAxes, at, rank))],
            Gather gather => Kept(x, at => at != Axes.Normalize(gather.Axis, x.Rank), axis),
            ReductionOp { KeepAxes: false } reduction => Kept(x, at => reduction.ReducedAxes.Count > 0 && !Contains(reduction.ReducedAxes, at, x.Rank), axis),
            Concat concat => axis == Axes.Normalize(concat.Axis, rank) ? null : inputs.Select(input => input!.Sizes[axis]).FirstOrDefault(size => !size.IsNumber),
            Slice slice => Contains(slice.SlicedAxes, axis, rank) ? null : x.Sizes[axis],
            Split split => axis == Axes.Normalize(split.Axis, rank) ? null : x.Sizes[axis],
            MatMul or Gemm => axis == rank - 1 ? inputs[1]!.Sizes[^1] : x.Rank == rank ? x.Sizes[axis] : null,
            Conv or MaxPool or AveragePool or AdaptiveAveragePool or Pad => axis < 2 ? x.Sizes[axis] : null,
            _ => x.Rank == rank ? x.Sizes[axis] : null,
        };
    }

    private static bool Contains(ValueList<int> axes, int axis, int rank) => axes.Any(each => Axes.Normalize(each, rank) == axis);

    /// <summary>The size at a place of the output, when only some axes of the input are kept.</summary>
    private static Dim? Kept(ImportedValue x, Func<int, bool> keep, int axis) => Enumerable.Range(0, x.Rank).Where(keep).Select(at => (Dim?)x.Sizes[at]).ElementAtOrDefault(axis);

    private static Dim Folded(ImportedValue x, Flatten flatten, int axis)
    {
        int at = flatten.Axis == x.Rank ? x.Rank : Axes.Normalize(flatten.Axis, x.Rank);
        return Product(axis == 0 ? x.Sizes.Take(at) : x.Sizes.Skip(at));
    }

    private static Dim? Rest(ImportedValue x, Reshape reshape) =>
        Dim.Exactly(Product(x.Sizes), Product(reshape.Target.Select((size, at) => size == 0 ? x.Sizes[at] : size == -1 ? 1 : (Dim)size)));

    public static Dim Product(IEnumerable<Dim> sizes) => sizes.Aggregate((Dim)1, (product, size) => product * size);
}
