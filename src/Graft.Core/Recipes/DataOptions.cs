using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

/// <summary>How the numbers of cached features are kept.</summary>
public enum FeaturePrecision
{
    /// <summary>As computed.</summary>
    Float32,

    /// <summary>In half the room, to three or four digits.</summary>
    Float16,
}

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

    /// <summary>Whether what a frozen part of the network makes of the pictures is kept, so that only the rest is run while training, and later runs find it; <c>graft cache</c> shows it.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>How cached features are kept: as computed, or in half the room to three or four digits.</summary>
    public FeaturePrecision CachePrecision { get; init; } = FeaturePrecision.Float32;

    /// <summary>Random views of each training picture that a frozen part of the network is run on, once; epoch after epoch they take turns, and the head is fitted to all of them and to the view that evaluation sees. 0: to that one alone, and with augmentation each epoch has fresh views, which no cache can serve.</summary>
    [Range(0, 1000)]
    public int Views { get; init; }
}
