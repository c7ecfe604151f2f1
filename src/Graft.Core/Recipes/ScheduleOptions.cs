using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

/// <summary>The shape of the rate over the run, after its warm-up.</summary>
public enum ScheduleType
{
    /// <summary>The full rate throughout.</summary>
    Constant,

    /// <summary>Multiplied by a factor at regular intervals.</summary>
    Step,

    /// <summary>(1 − progress) to a power.</summary>
    Polynomial,

    /// <summary>Half a cosine wave.</summary>
    Cosine,

    /// <summary>Up and down again, both as half a cosine wave.</summary>
    OneCycle,

    /// <summary>A straight line.</summary>
    Linear,
}

/// <summary>How the learning rate changes over the run; rates are fractions of <c>training.rate</c>.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Shape of the rate after the warm-up. A bare name for the whole section sets it.</summary>
    public ScheduleType Type { get; init; } = ScheduleType.OneCycle;

    /// <summary>How long the rate rises before the shape begins: in a straight line, in <c>onecycle</c> as half a cosine wave.</summary>
    public Duration Warmup { get; init; } = Duration.Percent(10);

    /// <summary>Where the warm-up begins, as a fraction of the rate.</summary>
    [Range(0.0, 1.0)]
    public double Start { get; init; } = 0.04;

    /// <summary>Where the shape ends, as a fraction of the rate; for <c>step</c> the least value, for <c>constant</c> without effect.</summary>
    [Range(0.0, 1.0)]
    public double End { get; init; } = 4e-6;

    /// <summary>For <c>step</c>: how long the rate stays before it is multiplied.</summary>
    public Duration Every { get; init; } = Duration.Percent(30);

    /// <summary>For <c>step</c>: what the rate is multiplied by.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Factor { get; init; } = 0.1;

    /// <summary>For <c>polynomial</c>: the power.</summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public double Power { get; init; } = 2;
}
