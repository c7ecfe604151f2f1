using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>RandAugment: a few of fourteen operations, all of one strength.</summary>
/// <remarks>
/// Cubuk et al. 2020 (arXiv:1909.13719), with torchvision's operations and ranges. Where we differ: the moves of one picture are joined into the one resample that also crops it,
/// so they come before its colours, and what they bring in from beyond the crop is the photo itself as far as it goes.
/// </remarks>
internal static class RandAugment
{
    private enum Operation
    {
        Identity,
        ShearX,
        ShearY,
        TranslateX,
        TranslateY,
        Rotate,
        Brightness,
        Saturation,
        Contrast,
        Sharpness,
        Posterize,
        Solarize,
        AutoContrast,
        Equalize,
    }

    private const double Strongest = 30;

    /// <summary>One drawn operation.</summary>
    /// <param name="Code">Which.</param>
    /// <param name="Strength">−1 … 1; only what has a direction is ever negative.</param>
    internal readonly record struct Step(int Code, double Strength);

    /// <summary>Draws a picture's operations.</summary>
    public static Step[] Draw(AugmentationOptions options, ref AddressedRandom random)
    {
        Step[] steps = new Step[options.RandAugment];
        for (int i = 0; i < steps.Length; i++)
        {
            int code = random.Next(Enum.GetValues<Operation>().Length);
            double strength = options.Magnitude / Strongest * (random.NextDouble() < 0.5 ? -1 : 1);
            steps[i] = new Step(code, strength);
        }
        return steps;
    }

    /// <summary>What the steps do to places, in pixels of the input about its centre.</summary>
    public static Affine Move(ReadOnlySpan<Step> steps, int width, int height)
    {
        Affine move = Affine.Identity;
        foreach (Step step in steps)
        {
            move = (Operation)step.Code switch
            {
                Operation.ShearX => move.Then(Affine.Shear(0.3 * step.Strength, 0)),
                Operation.ShearY => move.Then(Affine.Shear(0, 0.3 * step.Strength)),
                Operation.TranslateX => move.Then(Affine.Shift(150.0 / 331 * width * step.Strength, 0)),
                Operation.TranslateY => move.Then(Affine.Shift(0, 150.0 / 331 * height * step.Strength)),
                Operation.Rotate => move.Then(Affine.Rotation(30 * step.Strength)),
                _ => move,
            };
        }
        return move;
    }

    /// <summary>Does to colours what the steps say.</summary>
    public static void Colour(ReadOnlySpan<Step> steps, ref ColourPass colours)
    {
        foreach (Step step in steps)
        {
            double strength = Math.Abs(step.Strength), factor = 1 + (0.9 * step.Strength);
            switch ((Operation)step.Code)
            {
                case Operation.Brightness:
                    colours.Brightness(factor);
                    break;
                case Operation.Saturation:
                    colours.Saturation(factor);
                    break;
                case Operation.Contrast:
                    colours.Contrast(factor);
                    break;
                case Operation.Sharpness:
                    colours.Sharpness(factor);
                    break;
                case Operation.Posterize:
                    colours.Posterize(8 - (int)Math.Round(4 * strength));
                    break;
                case Operation.Solarize:
                    colours.Solarize((int)Math.Round(255 * (1 - strength)));
                    break;
                case Operation.AutoContrast:
                    colours.AutoContrast();
                    break;
                case Operation.Equalize:
                    colours.Equalize();
                    break;
            }
        }
    }
}
