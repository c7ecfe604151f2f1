namespace Graft.Graphs.Ops;

/// <summary>(x − mean) / √(variance + ε) · scale + bias for each channel. Inputs: x, scale, bias, running mean, running variance.</summary>
/// <param name="Momentum">The share of the old running statistics that stays at each training step (ONNX's convention: PyTorch's 0.1 is 0.9 here).</param>
public sealed record BatchNormalization(float Epsilon = 1e-5f, float Momentum = 0.9f) : Op
{
    public override ValueList<int> ParameterSlots => [1, 2];

    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs[0].Shape;
        for (int slot = 1; slot <= 4; slot++)
        {
            if (x.Rank < 2 || inputs.Rank(slot, 1)[0] != x[1])
            {
                throw new GraphException($"the input {x} needs channel statistics of its {(x.Rank < 2 ? "missing" : x[1])} channels, but input {slot} is {inputs[slot].Shape}");
            }
        }
        return [inputs[0]];
    }
}

/// <summary>Normalises each picture and channel by its own statistics. Inputs: x, scale, bias.</summary>
public sealed record InstanceNormalization(float Epsilon = 1e-5f) : Op
{
    public override ValueList<int> ParameterSlots => [1, 2];

    public override ValueList<TensorType> Infer(OpInputs inputs) => [inputs[0]];
}

/// <summary>Normalises over the axes from <paramref name="Axis"/> on. Inputs: x, scale, optional bias.</summary>
public sealed record LayerNormalization(int Axis = -1, float Epsilon = 1e-5f) : Op
{
    public override ValueList<int> ParameterSlots => [1, 2];

    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        _ = Axes.Normalize(Axis, inputs[0].Shape.Rank);
        return [inputs[0]];
    }
}

/// <summary>Local response normalisation across channels: x / (bias + α / size · Σ x²)^β, the sum over <paramref name="Size"/> neighbouring channels.</summary>
/// <remarks>Krizhevsky et al. 2012, §3.3; α is divided by the size as in ONNX and PyTorch, not as in the paper.</remarks>
public sealed record LRN(long Size, float Alpha = 1e-4f, float Beta = 0.75f, float Bias = 1) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs) => [inputs[0]];
}
