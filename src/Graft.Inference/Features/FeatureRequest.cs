using Graft.Recipes;

namespace Graft.Inference;

/// <summary>Which features are wanted, and how they are come by.</summary>
public sealed record FeatureRequest
{
    /// <summary>Where features are kept.</summary>
    public required FeatureCache Cache { get; init; }

    /// <summary>Whether view 0 is the picture as evaluation sees it.</summary>
    public bool Crop { get; init; } = true;

    /// <summary>Random views of each picture, behind the crop where there is one.</summary>
    public int RandomViews { get; init; }

    /// <summary>How random views are varied; mixing of pictures has no part in it.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>What random views are drawn from.</summary>
    public long Seed { get; init; }

    /// <summary>How the numbers are kept.</summary>
    public FeaturePrecision Precision { get; init; }

    /// <summary>Threads that decode and compute; 0 for one per physical core.</summary>
    public int Threads { get; init; }

    /// <summary>Share of the pictures that may be unreadable.</summary>
    public double UnreadableFraction { get; init; } = 0.01;

    /// <summary>Told how many pictures there are features of, and of how many; on the calling thread.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>Told something that a person waiting should know.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>Views of each picture.</summary>
    public int Views => (Crop ? 1 : 0) + RandomViews;
}
