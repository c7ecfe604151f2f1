using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>How pictures become batches.</summary>
public sealed record LoaderOptions
{
    /// <summary>Pictures in a batch.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Threads that decode, 0 for one per processor; they change how fast batches come, never what is in them.</summary>
    public int Threads { get; init; }

    /// <summary>Of the order and of all augmentation.</summary>
    public long Seed { get; init; }

    public Preprocessing Preprocessing { get; init; } = Preprocessing.ImageNet;

    /// <summary>Null for the centre crop that evaluation sees. An <see cref="EvaluationLoader"/> looks at none.</summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>Whether a last batch with fewer pictures is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>Batches decoded ahead of the one in use.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>The part of the pictures that may turn out bad, one being put up with in any case unless this is 0.</summary>
    public double UnreadableFraction { get; init; } = 0.01;

    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Batch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(Prefetch, 1);
    }
}
