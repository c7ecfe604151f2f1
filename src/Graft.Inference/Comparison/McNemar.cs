namespace Graft.Inference.Comparison;

/// <summary>Whether two classifiers that named the same pictures differ by more than chance.</summary>
/// <remarks>
/// McNemar 1947, in its exact form: of the pictures that only one of the two named right, as many should be either's if they were equally good, so the smaller number is binomial with p = 1/2.
/// Two-sided, by doubling the smaller tail. Pictures that both name right, or both wrong, say nothing.
/// </remarks>
public static class McNemar
{
    /// <summary>The probability of a difference at least as large between equally good classifiers.</summary>
    /// <param name="onlyFirst">Pictures that only the first named right.</param>
    /// <param name="onlySecond">Pictures that only the second named right.</param>
    /// <returns>In (0, 1]; 1 where they never disagree.</returns>
    public static double Exact(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        int trials = checked(onlyFirst + onlySecond), fewer = Math.Min(onlyFirst, onlySecond);
        // log of C(trials, k) / 2^trials, from one k to the next, so that no number leaves the range of a double.
        double log = -trials * Math.Log(2), tail = 0;
        for (int k = 0; k <= fewer; k++)
        {
            tail += Math.Exp(log);
            log += Math.Log(trials - k) - Math.Log(k + 1);
        }
        return Math.Min(1, 2 * tail);
    }
}
