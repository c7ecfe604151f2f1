namespace Graft.Graphs.Ops;

/// <summary>Folds the axes before and from <paramref name="Axis"/> on into two: (N, C, H, W) → (N, C·H·W).</summary>
public sealed record Flatten(int Axis = 1) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs[0].Shape;
        int axis = Axis == x.Rank ? x.Rank : Axes.Normalize(Axis, x.Rank);
        return [new(inputs[0].Element, [Product(x.AsSpan()[..axis]), Product(x.AsSpan()[axis..])])];
    }

    internal static long Product(ReadOnlySpan<long> sizes) => sizes.Contains(Shape.Dynamic) ? Shape.Dynamic : Shape.Of(sizes).Elements;
}

/// <summary>Another shape for the same values: 0 keeps the input's size at that place, a single −1 takes what is left.</summary>
public sealed record Reshape(ValueList<long> Target) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs[0].Shape;
        long[] sizes = [.. Target.Select((size, axis) => size != 0 ? size : axis < x.Rank ? x[axis] : throw new GraphException($"the target {Target} keeps axis {axis}, which {x} does not have"))];
        int free = Target.AsSpan().IndexOf(-1);
        if (free >= 0)
        {
            sizes[free] = Rest(x, sizes, free);
        }
        else if (x.IsStatic && Shape.Of(sizes).IsStatic && Shape.Of(sizes).Elements != x.Elements)
        {
            throw new GraphException($"the {x.Elements} values of {x} cannot take the shape {Target}");
        }
        return [new(inputs[0].Element, Shape.Of(sizes))];
    }

    /// <summary>The size that −1 stands for. A dynamic size that appears on both sides cancels.</summary>
    private long Rest(Shape x, long[] sizes, int free)
    {
        List<long> left = [.. x], right = [.. sizes.Where((_, axis) => axis != free)];
        if (left.Contains(Shape.Dynamic) && right.Remove(Shape.Dynamic))
        {
            left.Remove(Shape.Dynamic);
        }
        if (left.Contains(Shape.Dynamic) || right.Contains(Shape.Dynamic))
        {
            return Shape.Dynamic;
        }
        (long have, long fixedPart) = (Shape.Of([.. left]).Elements, Shape.Of([.. right]).Elements);
        return fixedPart > 0 && have % fixedPart == 0 ? have / fixedPart : throw new GraphException($"the values of {x} do not fill the shape {Target}");
    }
}

/// <summary>The axes in another order; output axis i is input axis <paramref name="Order"/>[i].</summary>
public sealed record Transpose(ValueList<int> Order) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs.Rank(0, Order.Count);
        return Order.Order().SequenceEqual(Enumerable.Range(0, x.Rank))
            ? [new(inputs[0].Element, [.. Order.Select(axis => x[axis])])]
            : throw new GraphException($"{Order} is not an order of {x.Rank} axes");
    }
}

/// <summary>Drops axes of size 1.</summary>
public sealed record Squeeze(ValueList<int> DroppedAxes) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs[0].Shape;
        int[] dropped = DroppedAxes.Count == 0 ? [.. Enumerable.Range(0, x.Rank).Where(axis => x[axis] == 1)] : [.. DroppedAxes.Select(axis => Axes.Normalize(axis, x.Rank))];
        return dropped.FirstOrDefault(axis => x[axis] != 1, -1) is >= 0 and int bad
            ? throw new GraphException($"axis {bad} of {x} has not the size 1 and cannot be dropped")
            : [new(inputs[0].Element, [.. x.Where((_, axis) => !dropped.Contains(axis))])];
    }
}

/// <summary>Adds axes of size 1, at these places of the output.</summary>
public sealed record Unsqueeze(ValueList<int> AddedAxes) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs[0].Shape;
        int rank = x.Rank + AddedAxes.Count;
        int[] added = [.. AddedAxes.Select(axis => Axes.Normalize(axis, rank)).Distinct()];
        if (added.Length != AddedAxes.Count)
        {
            throw new GraphException($"the added axes {AddedAxes} name one place twice");
        }
        Queue<long> rest = new(x);
        return [new(inputs[0].Element, [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue())])];
    }
}

/// <summary>Joins the inputs along an axis.</summary>
public sealed record Concat(int Axis) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape joined = inputs[0].Shape;
        int axis = Axes.Normalize(Axis, joined.Rank);
        for (int slot = 1; slot < inputs.Count; slot++)
        {
            Shape next = inputs[slot].Shape;
            if (next.Rank != joined.Rank || joined.Where((size, at) => at != axis && size != next[at] && size != Shape.Dynamic && next[at] != Shape.Dynamic).Any())
            {
                throw new GraphException($"{next} cannot be joined to {joined} along axis {axis}: the other sizes differ");
            }
            joined = joined.With(axis, joined[axis] == Shape.Dynamic || next[axis] == Shape.Dynamic ? Shape.Dynamic : joined[axis] + next[axis]);
        }
        return [new(inputs[0].Element, joined)];
    }
}

/// <summary>Cuts the input along an axis into parts of these sizes.</summary>
public sealed record Split(int Axis, ValueList<long> Sizes) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        TensorType x = inputs[0];
        int axis = Axes.Normalize(Axis, x.Shape.Rank);
        return x.Shape[axis] == Shape.Dynamic || Sizes.Sum() == x.Shape[axis]
            ? [.. Sizes.Select(size => x with { Shape = x.Shape.With(axis, size) })]
            : throw new GraphException($"the parts {Sizes} do not add up to the {x.Shape[axis]} of axis {axis} of {x.Shape}");
    }
}

/// <summary>A part of the input: along each of the axes, every step-th place from start to before end. Negative places count from the end.</summary>
public sealed record Slice(ValueList<long> Starts, ValueList<long> Ends, ValueList<int> SlicedAxes, ValueList<long> Steps) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        TensorType x = inputs[0];
        Shape shape = x.Shape;
        for (int i = 0; i < SlicedAxes.Count; i++)
        {
            int axis = Axes.Normalize(SlicedAxes[i], shape.Rank);
            if (shape[axis] != Shape.Dynamic)
            {
                (long start, long end, long step) = Range(i, shape[axis]);
                shape = shape.With(axis, Math.Max(0, (end - start + step - 1) / step));
            }
        }
        return [x with { Shape = shape }];
    }

    /// <summary>Start, end and step along the i-th sliced axis, which has <paramref name="size"/> places.</summary>
    public (long Start, long End, long Step) Range(int i, long size)
    {
        if (Steps[i] < 1)
        {
            throw new GraphException($"a slice with step {Steps[i]}: only forward slices are supported");
        }
        return (Clamp(Starts[i], size), Clamp(Ends[i], size), Steps[i]);

        static long Clamp(long place, long size) => Math.Clamp(place < 0 ? place + size : place, 0, size);
    }
}

/// <summary>Adds <paramref name="Value"/> around the two picture axes of (N, C, H, W).</summary>
public sealed record Pad(Margins Margins, float Value = 0) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs.Rank(0, 4);
        return [new(inputs[0].Element, [x[0], x[1], Side(x[2], Margins.Top + Margins.Bottom), Side(x[3], Margins.Left + Margins.Right)])];

        static long Side(long size, long added) => size == Shape.Dynamic ? size : size + added;
    }
}

/// <summary>Repeats axes of size 1 until the input has this shape; −1 keeps the input's size.</summary>
/// <remarks>With a second input, the first axis is repeated to the size of that input's first axis: so a class token takes the batch of the pictures. A weight as input is trainable.</remarks>
public sealed record Expand(ValueList<long> Target) : Op
{
    public override ValueList<int> ParameterSlots => [0];

    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape shape = Broadcasting.Join(inputs[0].Shape, [.. Target.Select(size => size == -1 ? 1 : size)]);
        return [new(inputs[0].Element, inputs.Has(1) ? shape.With(0, inputs[1].Shape[0]) : shape)];
    }
}

/// <summary>One place along an axis; the axis goes away.</summary>
public sealed record Gather(int Axis, long Place) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        TensorType x = inputs[0];
        int axis = Axes.Normalize(Axis, x.Shape.Rank);
        long size = x.Shape[axis];
        return size != Shape.Dynamic && (Place < -size || Place >= size)
            ? throw new GraphException($"there is no place {Place} along axis {axis} of {x.Shape}")
            : [x with { Shape = [.. x.Shape.Where((_, at) => at != axis)] }];
    }
}

/// <summary>The values at these places along an axis, in this order; places may repeat. Negative ones count from the end. A weight as input is a trainable table.</summary>
/// <remarks>ONNX's Gather with a list of places. Swin reads its table of relative position biases so.</remarks>
public sealed record Take(int Axis, ValueList<long> Places) : Op
{
    public override string Name => "Gather";

    public override ValueList<int> ParameterSlots => [0];

    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        TensorType x = inputs[0];
        int axis = Axes.Normalize(Axis, x.Shape.Rank);
        long size = x.Shape[axis];
        return size != Shape.Dynamic && Places.Any(place => place < -size || place >= size)
            ? throw new GraphException($"there is no place {Places.First(place => place < -size || place >= size)} along axis {axis} of {x.Shape}")
            : [x with { Shape = x.Shape.With(axis, Places.Count) }];
    }
}
