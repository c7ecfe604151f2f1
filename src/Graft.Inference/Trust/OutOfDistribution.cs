namespace Graft.Inference;

/// <summary>How unlike the pictures that a model was trained for a picture is.</summary>
/// <param name="Score">In standard deviations of the validation pictures, the sum of two measures; 0 for an ordinary picture, higher for stranger ones.</param>
/// <param name="Percentile">The share of the validation pictures that are less strange, in [0, 1]; 1 for a picture stranger than all of them.</param>
public readonly record struct OutOfDistribution(float Score, float Percentile)
{
    /// <summary>A picture stranger than this share of the validation pictures is called unfamiliar: one ordinary picture in twenty is, too.</summary>
    public const float UsualLimit = 0.95f;

    /// <summary>Whether the picture is stranger than most validation pictures.</summary>
    public bool IsUnfamiliar => Percentile >= UsualLimit;
}
