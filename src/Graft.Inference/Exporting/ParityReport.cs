namespace Graft.Inference.Exporting;

/// <summary>How an exported file compares with the model that it was made from. Fractions are in [0, 1]; differences are the file's minus the model's.</summary>
public sealed record ParityReport
{
    /// <summary>Bytes of the model and of the file, large weights beside them included.</summary>
    public required (long Original, long Exported) Bytes { get; init; }

    /// <summary>Pictures a second through the network, decoding not counted, at each number of pictures at once.</summary>
    public required IReadOnlyList<ExportSpeed> Speeds { get; init; }

    /// <summary>What the two say of the same pictures; null where there were none.</summary>
    public ParityOutcomes? Outcomes { get; init; }

    /// <summary>Why there were none, as a sentence.</summary>
    public string? Missing { get; init; }
}

/// <summary>What a model and a file made from it say of the same held-out pictures.</summary>
public sealed record ParityOutcomes
{
    /// <summary>"test", "val" or "train".</summary>
    public required string Split { get; init; }

    public required int Pictures { get; init; }

    /// <summary>The share of the pictures that both give the same name.</summary>
    public required Proportion Agreement { get; init; }

    public required Proportion OriginalTop1 { get; init; }

    public required Proportion ExportedTop1 { get; init; }

    /// <summary>The difference of top-1, and the ends of its 95 % interval (<see cref="Comparison.PairedBootstrap"/>).</summary>
    public required (double Difference, double Low, double High) Change { get; init; }

    /// <summary>The probability of such a difference between equally good models (<see cref="Comparison.McNemar"/>).</summary>
    public required double Chance { get; init; }

    /// <summary>The mean loss of each, in nats.</summary>
    public required (double Original, double Exported) Loss { get; init; }

    /// <summary>The largest difference of a probability, over all pictures and classes.</summary>
    public required double LargestProbability { get; init; }

    /// <summary>The largest difference of a logit; null where the file gives probabilities alone.</summary>
    public required double? LargestLogit { get; init; }

    /// <summary>What the file says of each picture.</summary>
    public required PictureOutcomes Exported { get; init; }
}

/// <summary>Pictures a second of both, medians of runs taken in turn.</summary>
/// <param name="Batch">Pictures at once.</param>
public sealed record ExportSpeed(int Batch, double Original, double Exported)
{
    /// <summary>How many times as fast the file is.</summary>
    public double Factor => Exported / Original;
}
