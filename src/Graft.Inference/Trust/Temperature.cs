using System.Numerics.Tensors;

namespace Graft.Inference;

/// <summary>One number that all logits are divided by, so that probabilities are neither too bold nor too shy.</summary>
/// <param name="Value">Above 1 where the network was too sure.</param>
/// <param name="LossBefore">Mean cross-entropy of the pictures fitted to, in nats, with the logits as they were.</param>
/// <param name="LossAfter">The same with the logits divided.</param>
/// <param name="Pictures">Pictures fitted to.</param>
/// <remarks>
/// Guo et al. 2017 (arXiv:1706.04599), §4.2. It changes no prediction. Where we differ: the logarithm of the temperature has a normal prior with the deviation of one doubling,
/// which a hundred pictures outweigh, but which keeps a handful of pictures, all named right, from asking for an infinite certainty.
/// </remarks>
public sealed record Temperature(double Value, double LossBefore, double LossAfter, int Pictures)
{
    private const double PriorDeviation = 0.6931471805599453; // ln 2
    private const int Rounds = 60;

    /// <summary>Fits a temperature.</summary>
    /// <param name="expected">What it would be without a picture; 1, or what another set of pictures asked for.</param>
    public static Temperature Fit(LabelledLogits outcomes, double expected = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expected);
        if (outcomes.Count == 0)
        {
            return new(expected, 0, 0, 0);
        }
        // Loss is convex in 1/T and the prior in ln T; together they have one valley within these bounds, which golden sections close in on.
        (double low, double high, double ratio) = (Math.Log(expected) - 3, Math.Log(expected) + 3, (Math.Sqrt(5) - 1) / 2);
        for (int round = 0; round < Rounds; round++)
        {
            double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
            (low, high) = Cost(left) < Cost(right) ? (low, right) : (left, high);
        }
        double value = Math.Exp((low + high) / 2);
        return new(value, Loss(outcomes, 1), Loss(outcomes, value), outcomes.Count);

        double Cost(double logarithm)
        {
            double off = (logarithm - Math.Log(expected)) / PriorDeviation;
            return (Loss(outcomes, Math.Exp(logarithm)) * outcomes.Count) + (0.5 * off * off);
        }
    }

    /// <summary>Mean cross-entropy in nats with all logits divided.</summary>
    public static double Loss(LabelledLogits outcomes, double temperature)
    {
        double total = 0;
        for (int picture = 0; picture < outcomes.Count; picture++)
        {
            ReadOnlySpan<float> row = outcomes.Row(picture);
            double top = TensorPrimitives.Max(row);
            total += Math.Log(Softmax.Denominator(row, top, temperature)) + ((top - row[outcomes.Labels[picture]]) / temperature);
        }
        return total / Math.Max(1, outcomes.Count);
    }
}
