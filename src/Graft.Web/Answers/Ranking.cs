using System.Numerics.Tensors;
using Graft.Inference;

namespace Graft.Web;

/// <summary>Logits to the likeliest classes.</summary>
internal static class Ranking
{
    public static IReadOnlyList<ClassAnswer> Likeliest(ImageClassifier model, ReadOnlySpan<float> logits, int top)
    {
        float[] probabilities = new float[logits.Length];
        // Shifted by the largest, so that no exponential overflows.
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.SoftMax<float>(probabilities, probabilities);
        int[] order = [.. Enumerable.Range(0, logits.Length)];
        float[] keys = new float[logits.Length];
        TensorPrimitives.Negate(logits, keys);
        Array.Sort(keys, order);
        return [.. order.Take(top).Select(index => new ClassAnswer(model.LabelOf(index), index, probabilities[index]))];
    }
}
