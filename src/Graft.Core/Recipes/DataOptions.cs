using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

/// <summary>How pictures come to the network.</summary>
public sealed record DataOptions
{
    /// <summary>Share of the training pictures held out for validation, when the data set has no validation split of its own.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Validation pictures that go through the network at once; the figures do not depend on it.</summary>
    [Range(1, 65536)]
    public int ValidationBatch { get; init; } = 16;

    /// <summary>Threads that decode pictures; 0 for one per core. The pictures do not depend on it.</summary>
    [Range(0, 1024)]
    public int LoaderThreads { get; init; }

    /// <summary>Batches decoded ahead of the one being trained on.</summary>
    [Range(1, 1024)]
    public int Prefetch { get; init; } = 4;

    /// <summary>Whether the pictures left over when an epoch does not divide into batches are left out of it; each epoch leaves out others.</summary>
    public bool DropLast { get; init; } = true;

    /// <summary>Share of the pictures that may be unreadable; beyond it the run fails.</summary>
    [Range(0.0, 1.0)]
    public double UnreadableFraction { get; init; } = 0.01;
}
