namespace Graft.Graphs.Ops;

/// <summary>Convolution over pictures: x (N, C, H, W), weight (out, C / groups, kernel height, kernel width), optional bias (out).</summary>
public sealed record Conv(Window Window, long Groups = 1) : Op
{
    public override ValueList<int> ParameterSlots => [1, 2];

    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        (Shape x, Shape weight) = (inputs.Rank(0, 4), inputs.Rank(1, 4));
        if (Groups < 1 || x[1] != weight[1] * Groups || weight[0] % Groups != 0)
        {
            throw new GraphException($"the input {x} has {x[1]} channels, but the weight {weight} in {Groups} group(s) expects {weight[1] * Groups} and a multiple of {Groups} outputs");
        }
        if (weight[2] != Window.Kernel.Height || weight[3] != Window.Kernel.Width)
        {
            throw new GraphException($"the weight {weight} does not have the kernel {Window.Kernel}");
        }
        if (inputs.Has(2) && inputs.Rank(2, 1)[0] != weight[0])
        {
            throw new GraphException($"the bias {inputs[2].Shape} does not have the {weight[0]} outputs of the weight");
        }
        Size2 size = Window.OutputFor(new(x[2], x[3]));
        return [new(inputs[0].Element, [x[0], weight[0], size.Height, size.Width])];
    }

    public override long MultiplyAdds(OpInputs inputs, ValueList<TensorType> outputs) =>
        checked(outputs[0].Shape.Elements * inputs[1].Shape[1] * inputs[1].Shape[2] * inputs[1].Shape[3]);
}

/// <summary>Dense layer: α · A · B + β · C, with A (N, in) and B (in, out), either transposed if asked; C is broadcast.</summary>
public sealed record Gemm(bool TransposeA = false, bool TransposeB = false, float Alpha = 1, float Beta = 1) : Op
{
    public override ValueList<int> ParameterSlots => [1, 2];

    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        (Shape a, Shape b) = (inputs.Rank(0, 2), inputs.Rank(1, 2));
        (long rows, long inner) = TransposeA ? (a[1], a[0]) : (a[0], a[1]);
        (long innerB, long columns) = TransposeB ? (b[1], b[0]) : (b[0], b[1]);
        if (inner != innerB)
        {
            throw new GraphException($"the input {a} has {inner} features, but the weight {b} expects {innerB}");
        }
        if (inputs.Has(2))
        {
            _ = Broadcasting.Join(inputs[2].Shape, [rows, columns]);
        }
        return [new(inputs[0].Element, [rows, columns])];
    }

    public override long MultiplyAdds(OpInputs inputs, ValueList<TensorType> outputs) =>
        checked(outputs[0].Shape.Elements * inputs[1].Shape[TransposeB ? 1 : 0]);
}

/// <summary>Matrix product over the last two axes; the axes before them are broadcast.</summary>
public sealed record MatMul : Op
{
    public override ValueList<int> ParameterSlots => [0, 1];

    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        (Shape a, Shape b) = (inputs[0].Shape, inputs[1].Shape);
        if (a.Rank < 2 || b.Rank < 2 || a[^1] != b[^2])
        {
            throw new GraphException($"{a} and {b} have no matrix product: the last size of the first must be the last but one of the second");
        }
        Shape batch = Broadcasting.Join(Shape.Of(a.AsSpan()[..^2]), Shape.Of(b.AsSpan()[..^2]));
        return [new(inputs[0].Element, [.. batch, a[^2], b[^1]])];
    }

    public override long MultiplyAdds(OpInputs inputs, ValueList<TensorType> outputs) =>
        checked(outputs[0].Shape.Elements * inputs[0].Shape[^1]);
}
