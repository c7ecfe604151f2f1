using Graft.Models;

namespace Graft.Imaging;

/// <summary>What a picture shows of a photo: a box of the photo is resized, and a part of the result is kept.</summary>
/// <param name="X">Left edge of the box, in pixels of the photo.</param>
/// <param name="SizeX">Pixels that the box becomes, left to right.</param>
/// <param name="Left">First of them that is kept; negative where more is kept than there is, which leaves a black margin.</param>
internal readonly record struct Window(double X, double Y, double Width, double Height, int SizeX, int SizeY, int Left, int Top)
{
    // A photo of one pixel's height becomes no line of millions of pixels.
    private const int LargestSide = 1 << 16;

    /// <summary>Pixels that are made of one pixel of the photo, in the direction where that is more.</summary>
    public double Scale => Math.Max(SizeX / Width, SizeY / Height);

    /// <summary>The rows of the photo that the kept part is made of, and a few more.</summary>
    /// <param name="height">Pixels kept, top to bottom.</param>
    /// <param name="scale">Decoded pixels at least per pixel of the photo; the kernels reach as many decoded pixels as they would reach pixels.</param>
    public RowRange Rows(int height, double scale)
    {
        double step = Height / SizeY, pixel = Math.Max(1, 1 / scale), reach = 2 * (Math.Max(step, pixel) + pixel);
        double first = Y + (Math.Max(0, Top) * step), last = Y + (Math.Min(SizeY, (long)Top + height) * step);
        return new((int)Math.Max(0, Math.Floor(first - reach)), (int)Math.Min(int.MaxValue, Math.Ceiling(last + reach)));
    }

    /// <summary>The window that evaluation looks through.</summary>
    /// <param name="width">Pixels of the photo, left to right.</param>
    /// <remarks>Rounding is torchvision's: the longer side is cut, not rounded, and the crop's corner is rounded to even.</remarks>
    public static Window Centre(Preprocessing preprocessing, int width, int height)
    {
        (int sizeX, int sizeY) = (preprocessing.Resize, preprocessing.Resize);
        switch (preprocessing.Policy)
        {
            case ResizePolicy.CentreSquare:
                int side = Math.Min(width, height);
                return Whole(((width - side) / 2, (height - side) / 2, side, side), preprocessing);
            case ResizePolicy.MisplacedSquare:
                int shorter = Math.Min(width, height), offset = (height - shorter) / 2, x = Math.Min(offset, width - 1);
                return Whole((x, offset, Math.Min(shorter, width - x), shorter), preprocessing);
            case ResizePolicy.CentreFraction:
                (int left, int top) = (Edge(width, preprocessing.Fraction), Edge(height, preprocessing.Fraction));
                return Whole((left, top, width - (2 * left), height - (2 * top)), preprocessing);
            case ResizePolicy.ShorterSide when width <= height:
                sizeY = (int)Math.Min((long)preprocessing.Resize * height / width, LargestSide);
                break;
            case ResizePolicy.ShorterSide:
                sizeX = (int)Math.Min((long)preprocessing.Resize * width / height, LargestSide);
                break;
        }
        return new(0, 0, width, height, sizeX, sizeY, Corner(sizeX, preprocessing.Width), Corner(sizeY, preprocessing.Height));
    }

    /// <summary>A box of which all is kept.</summary>
    public static Window Whole((int X, int Y, int Width, int Height) box, Preprocessing preprocessing) => new(box.X, box.Y, box.Width, box.Height, preprocessing.Width, preprocessing.Height, 0, 0);

    // TensorFlow's central_crop cuts the same whole number of pixels off both ends, rounded down.
    private static int Edge(int size, double fraction) => (int)((size - (size * fraction)) / 2);

    private static int Corner(int size, int crop) => size < crop ? -((crop - size) / 2) : (int)Math.Round((size - crop) / 2.0, MidpointRounding.ToEven);
}
