namespace Graft.Graphs.Ops;

/// <summary>How a value between pixels is made.</summary>
public enum Interpolation
{
    /// <summary>The pixel above and left of the place asked for: PyTorch's "nearest", ONNX's asymmetric coordinates rounded down.</summary>
    Nearest,

    /// <summary>The four pixels around, weighted by distance, with pixel centres at halves.</summary>
    Linear,

    /// <summary>The same, with the centres of the corner pixels laid onto each other (PyTorch's align_corners).</summary>
    LinearAligned,
}

/// <summary>Pictures at another size: (N, C, H, W) → (N, C, height, width). Either the size or the factors are given.</summary>
/// <param name="Size">The new height and width; null where factors are given.</param>
/// <param name="Factors">What height and width are multiplied by, rounded down; null where the size is given.</param>
public sealed record Resize(Interpolation Interpolation, Size2? Size, ResizeFactors? Factors = null) : Op
{
    public override ValueList<TensorType> Infer(OpInputs inputs)
    {
        Shape x = inputs.Rank(0, 4);
        return (Size, Factors) switch
        {
            ({ Height: > 0, Width: > 0 } size, null) => [inputs[0] with { Shape = [x[0], x[1], size.Height, size.Width] }],
            (null, { Height: > 0, Width: > 0 } factors) => [inputs[0] with { Shape = [x[0], x[1], Side(x[2], factors.Height), Side(x[3], factors.Width)] }],
            _ => throw new GraphException("a resize needs either a size or factors, above 0"),
        };

        static long Side(long side, float factor) => side == Shape.Dynamic ? side : (long)Math.Floor(side * (double)factor);
    }
}

/// <summary>What a picture's height and width are multiplied by.</summary>
public readonly record struct ResizeFactors(float Height, float Width);
