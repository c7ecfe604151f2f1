namespace Graft.Graphs.Ops;

/// <summary>The largest value of each window; padding never wins.</summary>
public sealed record MaxPool(Window Window) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs) => Pool(inputs, Window);

    internal static ValueList<TensorType> Pool(OpInputs inputs, Window window)
    {
        Shape x = inputs.Rank(0, 4);
        Size2 size = window.OutputFor(new(x[2], x[3]));
        return [new(inputs[0].Element, [x[0], x[1], size.Height, size.Width])];
    }
}

/// <summary>The mean of each window; <paramref name="CountPadding"/> says whether padded zeros count in the divisor.</summary>
public sealed record AveragePool(Window Window, bool CountPadding = false) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs) => MaxPool.Pool(inputs, Window);
}

/// <summary>The mean over all pixels of each channel: (N, C, H, W) → (N, C, 1, 1).</summary>
public sealed record GlobalAveragePool : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs) => [new(inputs[0].Element, [inputs.Rank(0, 4)[0], inputs[0].Shape[1], 1, 1])];
}

/// <summary>The largest value over all pixels of each channel: (N, C, H, W) → (N, C, 1, 1).</summary>
public sealed record GlobalMaxPool : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs) => [new(inputs[0].Element, [inputs.Rank(0, 4)[0], inputs[0].Shape[1], 1, 1])];
}

/// <summary>A pooling to a fixed grid whatever the input size, as AlexNet's and VGG's published classifiers need: PyTorch's AdaptiveAvgPool2d.</summary>
/// <remarks>ONNX has no such operation: the writer emits <see cref="GlobalAveragePool"/>, an <see cref="AveragePool"/> where the grid divides the size, or nothing where it is the size, and refuses the rest.</remarks>
public sealed record AdaptiveAveragePool(Size2 Grid) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs) => [new(inputs[0].Element, [inputs.Rank(0, 4)[0], inputs[0].Shape[1], Grid.Height, Grid.Width])];
}
