namespace Graft.Inference.Comparison;

/// <summary>How two classifiers compare on the same pictures. Differences are the second's minus the first's.</summary>
public sealed record PairedComparison
{
    /// <summary>What is taken for no chance, after the correction for several tests.</summary>
    public const double Level = 0.05;

    /// <summary>Numbers of the two among the classifiers compared.</summary>
    public required int First { get; init; }

    public required int Second { get; init; }

    /// <summary>Pictures that only the first named right.</summary>
    public required int OnlyFirst { get; init; }

    /// <summary>Pictures that only the second named right.</summary>
    public required int OnlySecond { get; init; }

    /// <summary>The difference of top-1, in [−1, 1].</summary>
    public required double Difference { get; init; }

    /// <summary>The lower end of its 95 % interval (<see cref="PairedBootstrap"/>).</summary>
    public required double Low { get; init; }

    /// <summary>The upper end.</summary>
    public required double High { get; init; }

    /// <summary>The probability of such a difference between equally good classifiers (<see cref="McNemar"/>).</summary>
    public required double Probability { get; init; }

    /// <summary>The same after the correction for all pairs that are compared (<see cref="Holm"/>).</summary>
    public required double Adjusted { get; init; }

    /// <summary>The difference of the mean loss, in nats, and the ends of its 95 % interval.</summary>
    public required (double Difference, double Low, double High) Loss { get; init; }

    /// <summary>How each class fares, in the order of the labels.</summary>
    public required IReadOnlyList<ClassChange> Classes { get; init; }

    /// <summary>Whether the difference of top-1 is more than chance.</summary>
    public bool IsReal => Adjusted <= Level;
}

/// <summary>How one class fares with two classifiers.</summary>
/// <param name="Label">The class.</param>
/// <param name="Count">Its pictures.</param>
/// <param name="OnlyFirst">Those that only the first named right.</param>
/// <param name="OnlySecond">Those that only the second named right.</param>
/// <param name="RightFirst">Those that the first named right.</param>
/// <param name="RightSecond">Those that the second named right.</param>
/// <param name="Adjusted">McNemar's exact probability, corrected for all classes.</param>
public sealed record ClassChange(string Label, int Count, int OnlyFirst, int OnlySecond, int RightFirst, int RightSecond, double Adjusted)
{
    /// <summary>The difference of the class's accuracy, in [−1, 1].</summary>
    public double Difference => (OnlySecond - OnlyFirst) / (double)Count;

    /// <summary>Whether it is more than chance.</summary>
    public bool IsReal => Adjusted <= PairedComparison.Level;
}
