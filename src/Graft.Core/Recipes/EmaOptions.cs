using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

/// <summary>An exponential moving average (EMA) of the weights.</summary>
public sealed record EmaOptions
{
    /// <summary>How much of the average is kept at each step, as 0.9998; 0 switches the average off.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Decay { get; init; }

    /// <summary>Whether the decay grows from 0.1, so that a short run does not average over its own beginning.</summary>
    public bool Warmup { get; init; } = true;

    public bool IsOn => Decay > 0;

    /// <summary>How much of the average is kept by the update that follows <paramref name="updates"/> earlier ones: min(decay, (1 + n) / (10 + n)), as in TensorFlow's ExponentialMovingAverage.</summary>
    public double DecayAt(long updates) => Warmup ? Math.Min(Decay, (1.0 + updates) / (10.0 + updates)) : Decay;
}
