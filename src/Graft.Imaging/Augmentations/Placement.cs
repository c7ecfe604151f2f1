using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Where a training picture is taken from: what a window shows of the photo, mirrored, and then turned about its centre.</summary>
/// <param name="Window">What is shown.</param>
/// <param name="DecodeScale">Decoded pixels that suffice per pixel of the photo.</param>
/// <param name="MirrorX">Whether left and right change places.</param>
/// <param name="Turn">What follows the mirroring, in pixels of the input, with its centre as the origin; what it brings in from beyond the window is shown.</param>
internal readonly record struct Placement(Window Window, double DecodeScale, bool MirrorX, bool MirrorY, Affine Turn, Resampling Resampling)
{
    private const int Tries = 10;

    /// <summary>Draws crop, mirroring and rotation.</summary>
    /// <param name="width">Pixels of the photo, left to right.</param>
    public static Placement Draw(AugmentationOptions options, Preprocessing preprocessing, int width, int height, ref AddressedRandom random)
    {
        bool centred = options is { Margin: 0, CropLow: 1, CropHigh: 1 };
        Window window = centred ? Window.Centre(preprocessing, width, height)
            : Window.Whole(options.Margin > 0 ? Square(options.Margin, width, height, ref random) : Resized(options, width, height, ref random), preprocessing);
        bool mirrorX = random.NextDouble() < options.Flip, mirrorY = random.NextDouble() < options.VerticalFlip;
        Affine turn = options.Rotation > 0 ? Affine.Rotation(random.Next(-options.Rotation, options.Rotation)) : Affine.Identity;
        // Without chance the pixels are to be those of evaluation; with it, the smallest decoding that covers the input will do.
        return new(window, centred ? PhotoReader.Margin * window.Scale : window.Scale, mirrorX, mirrorY, turn, options.Margin > 0 ? Resampling.Area : preprocessing.Resampling);
    }

    /// <summary>From the picture to be made to decoded pixels of the photo; whole numbers are the corners of pixels on both sides.</summary>
    public Affine ToSource(int width, int height, Pixels photo)
    {
        Affine back = Affine.Shift(-width / 2.0, -height / 2.0).Then(Turn.Inverse()).Then(Affine.Scale(MirrorX ? -1 : 1, MirrorY ? -1 : 1)).Then(Affine.Shift(width / 2.0, height / 2.0));
        Affine inWindow = Affine.Shift(Window.Left, Window.Top).Then(Affine.Scale(Window.Width / Window.SizeX, Window.Height / Window.SizeY)).Then(Affine.Shift(Window.X, Window.Y));
        return back.Then(inWindow).Then(Affine.Scale(photo.ScaleX, photo.ScaleY));
    }

    // A box of random area and shape (Szegedy et al. 2015, section 6); the ten tries, and the largest centred box of an allowed shape where they fail, are torchvision's.
    private static (int X, int Y, int Width, int Height) Resized(AugmentationOptions options, int width, int height, ref AddressedRandom random)
    {
        double log = Math.Log(options.Ratio);
        for (int i = 0; i < Tries; i++)
        {
            double area = random.Next(options.CropLow, options.CropHigh) * width * height;
            double ratio = Math.Exp(random.Next(-log, log));
            int boxWidth = (int)Math.Round(Math.Sqrt(area * ratio)), boxHeight = (int)Math.Round(Math.Sqrt(area / ratio));
            if (boxWidth >= 1 && boxWidth <= width && boxHeight >= 1 && boxHeight <= height)
            {
                return (random.Next(width - boxWidth + 1), random.Next(height - boxHeight + 1), boxWidth, boxHeight);
            }
        }
        double own = (double)width / height, allowed = Math.Clamp(own, 1 / options.Ratio, options.Ratio);
        int centredWidth = own > allowed ? Math.Max(1, (int)Math.Round(height * allowed)) : width, centredHeight = own < allowed ? Math.Max(1, (int)Math.Round(width / allowed)) : height;
        return ((width - centredWidth) / 2, (height - centredHeight) / 2, centredWidth, centredHeight);
    }

    // At least half the shorter side, however wide the margin.
    private static (int X, int Y, int Width, int Height) Square(int margin, int width, int height, ref AddressedRandom random)
    {
        int shorter = Math.Min(width, height);
        int side = Math.Max(shorter - (2 * margin), (shorter + 1) / 2);
        return (random.Next(width - side + 1), random.Next(height - side + 1), side, side);
    }
}
