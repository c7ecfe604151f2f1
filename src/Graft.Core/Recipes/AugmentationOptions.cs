using System.ComponentModel.DataAnnotations;

namespace Graft.Recipes;

/// <summary>What is done to training pictures at random; every draw is a function of (seed, epoch, picture). Evaluation never sees any of it.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Least share of the picture's area that a random crop covers. 1 here and in <c>cropHigh</c>: no random crop, but the one that evaluation sees.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double CropLow { get; init; } = 0.35;

    /// <summary>Largest share of the picture's area that a random crop covers.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double CropHigh { get; init; } = 1;

    /// <summary>Largest ratio of the crop's sides to each other, wide or tall.</summary>
    [Range(1.0, 100.0)]
    public double Ratio { get; init; } = 4 / 3.0;

    /// <summary>Instead of a random crop, a square of side min(height, width) − 2 · this anywhere in the picture, resized by area; in pixels of the picture, 0 for random crops.</summary>
    [Range(0, 1024)]
    public int Margin { get; init; }

    /// <summary>Chance of a mirror image.</summary>
    [Range(0.0, 1.0)]
    public double Flip { get; init; } = 0.5;

    /// <summary>Chance of a picture upside down; for pictures without an up, such as those from above.</summary>
    [Range(0.0, 1.0)]
    public double VerticalFlip { get; init; }

    /// <summary>Largest rotation to either side, in degrees.</summary>
    [Range(0.0, 180.0)]
    public double Rotation { get; init; }

    /// <summary>Brightness is multiplied by 1 ± this at most.</summary>
    [Range(0.0, 1.0)]
    public double Brightness { get; init; }

    /// <summary>Contrast is multiplied by 1 ± this at most.</summary>
    [Range(0.0, 1.0)]
    public double Contrast { get; init; }

    /// <summary>Saturation is multiplied by 1 ± this at most.</summary>
    [Range(0.0, 1.0)]
    public double Saturation { get; init; }

    /// <summary>Hue is turned by this share of the colour circle at most, to either side.</summary>
    [Range(0.0, 0.5)]
    public double Hue { get; init; }

    /// <summary>RandAugment: operations drawn for each picture; 0 for none.</summary>
    /// <remarks>Cubuk et al. 2020 (arXiv:1909.13719).</remarks>
    [Range(0, 14)]
    public int RandAugment { get; init; }

    /// <summary>RandAugment: strength of the operations, of 30.</summary>
    [Range(0, 30)]
    public int Magnitude { get; init; } = 9;

    /// <summary>Chance that a rectangle of the picture is blanked (random erasing).</summary>
    [Range(0.0, 1.0)]
    public double Erasing { get; init; }

    /// <summary>Mixup: parameter of the beta distribution that two pictures are blended by; 0 for none.</summary>
    [Range(0.0, 100.0)]
    public double Mixup { get; init; }

    /// <summary>Cutmix: parameter of the beta distribution of the area pasted in from another picture; 0 for none.</summary>
    [Range(0.0, 100.0)]
    public double Cutmix { get; init; }

    /// <summary>Whether training sees each picture always the same way, as evaluation does.</summary>
    public bool IsNone() => CropLow == 1 && CropHigh == 1 && Margin == 0 && !IsMixed() && Flip + VerticalFlip + Rotation + Brightness + Contrast + Saturation + Hue + RandAugment + Erasing == 0;

    /// <summary>Whether pictures are mixed with others.</summary>
    public bool IsMixed() => Mixup + Cutmix > 0;
}
