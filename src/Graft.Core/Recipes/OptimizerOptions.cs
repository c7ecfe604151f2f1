using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

public enum OptimizerType
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Kingma and Ba 2015; weight decay is part of the gradient.</summary>
    Adam,

    /// <summary>Loshchilov and Hutter 2019; weight decay is taken off the weights directly.</summary>
    AdamW,
}

/// <summary>What turns gradients into changes of the weights.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The method. A bare name for the whole section sets it.</summary>
    public OptimizerType Type { get; init; } = OptimizerType.Sgd;

    /// <summary>For <c>sgd</c>: how much of the last change is kept.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>For <c>sgd</c>: whether the gradient is taken ahead of the momentum (Nesterov).</summary>
    public bool Nesterov { get; init; }

    /// <summary>For <c>adam</c> and <c>adamw</c>: decay of the mean of gradients.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>For <c>adam</c> and <c>adamw</c>: decay of the mean of squared gradients.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>For <c>adam</c> and <c>adamw</c>: what keeps the divisor from zero.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Pull of the weights towards zero.</summary>
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Whether biases and the scales and shifts of norms are pulled too.</summary>
    public bool DecayBiasesAndNorms { get; init; }
}
