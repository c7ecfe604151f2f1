namespace Graft.Graphs.Ops;

/// <summary>An operation on two values that broadcast against each other.</summary>
public abstract record BinaryOp : Op
{
    public sealed override ValueList<TensorType> Infer(OpInputs inputs) => [new(inputs[0].Element, Broadcasting.Join(inputs[0].Shape, inputs[1].Shape))];
}

/// <summary>a + b; a connected weight is a trainable bias or embedding.</summary>
public sealed record Add : BinaryOp
{
    public override ValueList<int> ParameterSlots => [0, 1];
}

/// <summary>a − b</summary>
public sealed record Sub : BinaryOp;

/// <summary>a · b; a connected weight is a trainable scale.</summary>
public sealed record Mul : BinaryOp
{
    public override ValueList<int> ParameterSlots => [0, 1];
}

/// <summary>a / b</summary>
public sealed record Div : BinaryOp;

/// <summary>a to the power of b.</summary>
public sealed record Pow : BinaryOp;

/// <summary>The larger of a and b.</summary>
public sealed record Max : BinaryOp;

/// <summary>The smaller of a and b.</summary>
public sealed record Min : BinaryOp;

/// <summary>NumPy's rule for joining shapes: aligned at the last axis, sizes equal or one of them 1.</summary>
public static class Broadcasting
{
    /// <exception cref="GraphException">Two sizes differ and neither is 1.</exception>
    public static Shape Join(Shape a, Shape b)
    {
        var sizes = new long[Math.Max(a.Rank, b.Rank)];
        for (int fromEnd = 1; fromEnd <= sizes.Length; fromEnd++)
        {
            (long left, long right) = (fromEnd <= a.Rank ? a[^fromEnd] : 1, fromEnd <= b.Rank ? b[^fromEnd] : 1);
            sizes[^fromEnd] = left == right || right == 1 ? left
                : left == 1 ? right
                : left == Shape.Dynamic ? right
                : right == Shape.Dynamic ? left
                : throw new GraphException($"the shapes {a} and {b} do not fit together: {left} against {right}");
        }
        return Shape.Of(sizes);
    }
}
