using Graft.Recipes;
using SkiaSharp;

namespace Graft.Imaging.Synthetic;

/// <summary>What lies behind the object: one or two textured planes.</summary>
internal static class Ground
{
    public static void Paint(SKBitmap bitmap, Palette palette, ref AddressedRandom random)
    {
        int side = bitmap.Width;
        Surface far = Any(side, ref random), near = Any(side, ref random);
        // In two pictures of five a slanted horizon parts a wall from a floor.
        bool parted = random.Next(5) < 2;
        float horizon = parted ? side * (float)random.Next(0.35, 0.8) : float.MaxValue, slope = (float)random.Next(-0.25, 0.25);
        Colour floor = Palette.Any(ref random), floorSecond = Colour.Mix(floor, Palette.Any(ref random), (float)random.Next(0.1, 0.5));
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                float below = Math.Clamp(y - horizon - (slope * (x - (side / 2f))), 0, 1);
                Colour wall = below < 1 ? Colour.Mix(palette.Ground, palette.GroundSecond, far.At(x, y)) : default;
                Colour colour = below > 0 ? Colour.Mix(wall, Colour.Mix(floor, floorSecond, near.At(x, y)), below) : wall;
                colour.WriteTo(pixels[(((y * side) + x) * 4)..]);
            }
        }
    }

    /// <summary>Any texture at any scale; more than half of the grounds are plain.</summary>
    internal static Surface Any(int side, ref AddressedRandom random)
    {
        SurfaceKind kind = random.Next(5) < 3 ? SurfaceKind.Plain : (SurfaceKind)random.Next(Enum.GetValues<SurfaceKind>().Length);
        return new(kind, side * (float)random.Next(0.07, 0.4), ref random);
    }
}
