using System.Numerics.Tensors;

namespace Graft.Inference;

/// <summary>From logits to probabilities.</summary>
public static class Softmax
{
    /// <summary>Σ exp((logit − largest) / temperature), shifted by the largest so that no exponential overflows: the softmax's denominator, and e to the difference of the logarithm of Σ exp(logit / temperature) and largest / temperature.</summary>
    /// <param name="largest">The largest of the logits.</param>
    public static double Denominator(ReadOnlySpan<float> logits, double largest, double temperature = 1)
    {
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp((logit - largest) / temperature);
        }
        return sum;
    }

    /// <summary>The classes of the largest logits, largest first, and their probabilities in [0, 1]; those of all classes sum to 1.</summary>
    public static IEnumerable<(int Index, float Probability)> Likeliest(ReadOnlySpan<float> logits, int top)
    {
        float[] probabilities = new float[logits.Length], keys = new float[logits.Length];
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.SoftMax<float>(probabilities, probabilities);
        int[] order = [.. Enumerable.Range(0, logits.Length)];
        TensorPrimitives.Negate(logits, keys);
        Array.Sort(keys, order);
        return order.Take(top).Select(index => (index, probabilities[index]));
    }
}
