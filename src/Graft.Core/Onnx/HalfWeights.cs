using Graft.Graphs;

namespace Graft.Onnx;

/// <summary>Weights in half precision: half the bytes, and a relative error of at most 2⁻¹¹ for values of 6.1e-5 and more.</summary>
/// <remarks>Vectors (biases, statistics of batch norms) stay: they are few, and a variance may be smaller than half precision tells apart.</remarks>
public static class HalfWeights
{
    /// <summary>Whether a weight is worth storing so.</summary>
    internal static bool Concerns(Tensor tensor) => tensor.Type == ElementType.Float32 && tensor.Shape.Rank >= 2;

    /// <summary>Whether all values of a weight have a finite half.</summary>
    internal static bool Fits(Tensor tensor)
    {
        foreach (float value in tensor.ToFloats())
        {
            if (!(MathF.Abs(value) <= (float)Half.MaxValue))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Names of the weights that stay in 32 bits because a value of theirs lies beyond ±65504, or is no number.</summary>
    public static IReadOnlyList<string> Beyond(Graph graph) => [.. graph.Weights.Where(weight => Concerns(weight.Value) && !Fits(weight.Value)).Select(weight => weight.Key)];

    /// <summary>The weight in half precision, rounded to nearest.</summary>
    internal static Tensor Of(Tensor tensor) => Tensor.Lazy(ElementType.Float16, tensor.Shape, () => Array.AsReadOnlyBytes((Half[])[.. tensor.ToFloats().Select(value => (Half)value)]));
}
