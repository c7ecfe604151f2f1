namespace Graft.Imaging;

/// <summary>Colours from cold to hot whose lightness rises in even steps, so that equal differences look equal and the order survives in grey and for the colour-blind.</summary>
/// <remarks>A line through OKLab (Ottosson 2020, "A perceptual color space for image processing"): from a dark violet over red to a light yellow, as vivid as the screen allows.</remarks>
internal static class HeatColours
{
    private const int Steps = 256;
    private const double Darkest = 0.28, Lightest = 0.95, FirstHue = 300, LastHue = 465, MostChroma = 0.21;

    private static readonly (byte Red, byte Green, byte Blue)[] Table = [.. Enumerable.Range(0, Steps).Select(step => ColourOf(step / (Steps - 1.0)))];

    /// <summary>The colour of a heat in [0, 1].</summary>
    public static (byte Red, byte Green, byte Blue) Of(float heat) => Table[(int)Math.Clamp(heat * (Steps - 1), 0, Steps - 1)];

    private static (byte Red, byte Green, byte Blue) ColourOf(double heat)
    {
        double lightness = Darkest + ((Lightest - Darkest) * heat), hue = (FirstHue + ((LastHue - FirstHue) * heat)) * Math.PI / 180;
        double chroma = MostChroma;
        double[] colour = Linear(lightness, chroma, hue);
        while (colour.Any(channel => channel is < 0 or > 1) && chroma > 0)
        {
            chroma = Math.Max(0, chroma - 0.002);
            colour = Linear(lightness, chroma, hue);
        }
        return (Encoded(colour[0]), Encoded(colour[1]), Encoded(colour[2]));
    }

    /// <summary>OKLab in polar form to linear sRGB.</summary>
    private static double[] Linear(double lightness, double chroma, double hue)
    {
        (double a, double b) = (chroma * Math.Cos(hue), chroma * Math.Sin(hue));
        double l = Math.Pow(lightness + (0.3963377774 * a) + (0.2158037573 * b), 3);
        double m = Math.Pow(lightness - (0.1055613458 * a) - (0.0638541728 * b), 3);
        double s = Math.Pow(lightness - (0.0894841775 * a) - (1.2914855480 * b), 3);
        return
        [
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s),
        ];
    }

    private static byte Encoded(double channel)
    {
        double value = Math.Clamp(channel, 0, 1);
        return (byte)Math.Round(255 * (value <= 0.0031308 ? 12.92 * value : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055));
    }
}
