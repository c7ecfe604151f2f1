using System.Globalization;

namespace Graft.Inference;

/// <summary>When a model answers, and when it rather says that it does not know.</summary>
public sealed record AnswerPolicy
{
    /// <summary>The least probability of the named class that is answered; 0 answers all.</summary>
    public float LeastProbability { get; init; }

    /// <summary>The share of the validation pictures that a picture may be stranger than, above 0; null answers strange pictures like others.</summary>
    public float? MostUnfamiliar { get; init; }

    /// <summary>Answers all.</summary>
    public static AnswerPolicy Always { get; } = new();

    /// <summary>Why a picture is not answered; null where it is.</summary>
    /// <param name="best">The likeliest class.</param>
    /// <param name="distribution">How strange the picture is; null where the model cannot tell.</param>
    public string? Refusal(Prediction best, OutOfDistribution? distribution)
    {
        if (distribution is { } strange && MostUnfamiliar is { } limit && strange.Percentile >= limit)
        {
            return string.Create(CultureInfo.InvariantCulture, $"unlike the pictures it was trained for (stranger than {100 * strange.Percentile:0} % of the validation pictures)");
        }
        return best.Probability < LeastProbability ? string.Create(CultureInfo.InvariantCulture, $"not sure enough ({100 * best.Probability:0.0} %, answers begin at {100 * LeastProbability:0.0} %)") : null;
    }
}
