using Graft.Graphs;

namespace Graft.Models;

/// <summary>The order of the three colour planes of a network's input.</summary>
public enum ChannelOrder
{
    Rgb,
    Bgr,
}

/// <summary>How pixels are interpolated when a photo is made smaller.</summary>
public enum Resampling
{
    /// <summary>A triangle as wide as the pixels skipped, as PIL and torchvision do (antialiased).</summary>
    Bilinear,

    /// <summary>A cubic (a = −1/2) as wide as the pixels skipped, as PIL does.</summary>
    Bicubic,

    /// <summary>The mean of the area that a new pixel covers, as TensorFlow's AREA.</summary>
    Area,
}

/// <summary>What the shape of a photo becomes before the crop.</summary>
public enum ResizePolicy
{
    /// <summary>The shorter side becomes <see cref="Preprocessing.Resize"/>, the other follows.</summary>
    ShorterSide,

    /// <summary>Both sides become <see cref="Preprocessing.Resize"/>; the aspect changes.</summary>
    Stretch,

    /// <summary>The largest centred square is cut out and becomes the crop.</summary>
    CentreSquare,

    /// <summary>The same square, but placed across by half of what the height has over it: at the left edge of wide pictures, over the right edge of tall ones, where it is cut off and stretched. A mistake of the tutorial of 2018, for <c>compat</c>.</summary>
    MisplacedSquare,

    /// <summary>A centred part with <see cref="Preprocessing.Fraction"/> of each side is cut out and stretched to the crop; the aspect changes.</summary>
    CentreFraction,
}

/// <summary>What turns a photo into the input that a set of weights expects; kept in the model file and used alike by training, evaluation, prediction and serving.</summary>
/// <remarks>
/// A photo becomes a centred crop of <see cref="Height"/> × <see cref="Width"/> pixels, and each 8-bit value v of a channel becomes (v · <see cref="Scale"/> − mean) / deviation,
/// mean and deviation in the units after scaling and in the order of <see cref="Channels"/>.
/// </remarks>
public sealed record Preprocessing
{
    /// <summary>Pixels of the crop, top to bottom.</summary>
    public int Height { get; init; } = 224;

    /// <summary>Pixels of the crop, left to right.</summary>
    public int Width { get; init; } = 224;

    public ResizePolicy Policy { get; init; } = ResizePolicy.ShorterSide;

    /// <summary>Pixels that the policy resizes to.</summary>
    public int Resize { get; init; } = 256;

    /// <summary>The share of each side that <see cref="ResizePolicy.CentreFraction"/> keeps, above 0 and at most 1.</summary>
    public double Fraction { get; init; } = 0.875;

    public Resampling Resampling { get; init; } = Resampling.Bilinear;

    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    public float Scale { get; init; } = 1 / 255f;

    public ValueList<float> Mean { get; init; } = [0.485f, 0.456f, 0.406f];

    public ValueList<float> Deviation { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>torchvision's evaluation of most ImageNet weights: shorter side 256, crop 224, mean and deviation of ImageNet in [0, 1].</summary>
    public static Preprocessing ImageNet { get; } = new();

    /// <summary>The same for another square crop; the resize keeps the ratio 256 : 224.</summary>
    public Preprocessing At(int side) => this with { Height = side, Width = side, Resize = (int)Math.Round(Resize * (double)side / Height) };
}
