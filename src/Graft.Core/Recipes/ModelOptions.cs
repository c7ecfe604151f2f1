using System.ComponentModel.DataAnnotations;
using Graft.Models;

namespace Graft.Recipes;

/// <summary>How the weights of a new head are drawn.</summary>
public enum HeadInitialisation
{
    /// <summary>All zero: every class starts equally likely.</summary>
    Zero,

    /// <summary>Normal with deviation 0.01.</summary>
    Normal,

    /// <summary>Normal with deviation √(2 / inputs); He et al. 2015.</summary>
    Kaiming,

    /// <summary>Uniform in ±1/√inputs: PyTorch's default.</summary>
    Uniform,

    /// <summary>Uniform in ±√(6 / (inputs + outputs)): TensorFlow's default; Glorot and Bengio 2010.</summary>
    Glorot,
}

/// <summary>Which statistics the batch norms of the backbone use while training.</summary>
public enum BatchNormMode
{
    /// <summary>Those of the batch; the running ones follow.</summary>
    Train,

    /// <summary>The running ones of the weight file, unchanged.</summary>
    Frozen,
}

/// <summary>Which network is trained, and which part of it.</summary>
public sealed record ModelOptions
{
    /// <summary>An architecture that <c>graft models</c> lists, or an ONNX file.</summary>
    public string? Name { get; init; }

    /// <summary>What <see cref="Weights"/> says where a network is to begin with random weights on purpose.</summary>
    public const string NoWeights = "none";

    /// <summary>A file of pretrained weights, or the identifier of a published one; <c>none</c> for random weights. Without it, <c>graft train</c> takes what is published first for a network.</summary>
    public string? Weights { get; init; }

    /// <summary>Share of the features that the new head drops while training.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double HeadDropout { get; init; }

    /// <summary>How the weights of the new head are drawn.</summary>
    public HeadInitialisation HeadInitialisation { get; init; } = HeadInitialisation.Normal;

    /// <summary>Weights that are left alone: <c>none</c>, <c>backbone</c>, <c>depth 3</c> (the blocks nearest the input), <c>depth 50%</c> (the half of the layers nearest the input) or name patterns with * and ?.</summary>
    public Freeze Freeze { get; init; } = Freeze.Layers(0.5);

    /// <summary>Which statistics batch norms use while training.</summary>
    public BatchNormMode BatchNorm { get; init; } = BatchNormMode.Frozen;

    /// <summary>Side of the square that pictures are made to, in pixels; without one, what the weights expect.</summary>
    [Range(16, 4096)]
    public int? Resolution { get; init; }

    /// <summary>What the shape of a picture becomes before the crop; without one, what the weights expect. <c>misplacedsquare</c> is a mistake of the tutorial of 2018.</summary>
    public ResizePolicy? ResizePolicy { get; init; }

    /// <summary>How pictures are made smaller; without one, as the weights expect.</summary>
    public Resampling? Resampling { get; init; }
}
