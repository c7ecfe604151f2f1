namespace Graft.Inference;

/// <summary>A share of successes, with the interval in which the true share lies with 95 % confidence.</summary>
/// <param name="Value">Successes / trials, in [0, 1]; 0 without trials.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
/// <remarks>Wilson 1927, the score interval without continuity correction: unlike the normal approximation it stays within [0, 1] and holds for few trials and for shares near 0 and 1.</remarks>
public readonly record struct Proportion(double Value, double Low, double High)
{
    /// <summary>The normal quantile of 97.5 %.</summary>
    private const double Z = 1.959963984540054;

    /// <exception cref="ArgumentOutOfRangeException">There are more successes than trials, or one of them is negative.</exception>
    public static Proportion Of(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0)
        {
            return new(0, 0, 1);
        }
        double share = successes / (double)trials, spread = Z * Z / trials, centre = (share + (spread / 2)) / (1 + spread);
        double half = Z / (1 + spread) * Math.Sqrt((share * (1 - share) / trials) + (spread / (4 * trials)));
        // At 0 and 1 the ends meet the share exactly; rounding must not carry them past it.
        return new(share, successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }

    /// <summary>In percent: <c>84.4 % (80.9–87.3)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{100 * Value:0.0} % ({100 * Low:0.0}–{100 * High:0.0})");
}
