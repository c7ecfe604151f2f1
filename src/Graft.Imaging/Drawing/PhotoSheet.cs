using Graft.Models;
using SkiaSharp;

namespace Graft.Imaging;

/// <summary>Photo files side by side on one PNG, numbered from 1 in rows of up to five: what stands beside them is said in text, as a fresh machine has no font.</summary>
public static class PhotoSheet
{
    private const int Tile = 200, Gap = 6, Columns = 5;

    /// <returns>The encoded picture.</returns>
    /// <exception cref="ImageException">A file is no picture that can be decoded.</exception>
    public static byte[] Draw(IReadOnlyList<string> photos)
    {
        int columns = Math.Max(1, Math.Min(Columns, photos.Count)), rows = Math.Max(1, (photos.Count + columns - 1) / columns);
        using SKBitmap sheet = new((columns * (Tile + Gap)) + Gap, (rows * (Tile + Gap)) + Gap, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(sheet);
        canvas.Clear(SKColors.White);
        Preprocessing square = new() { Policy = ResizePolicy.CentreSquare, Height = Tile, Width = Tile };
        byte[] planes = new byte[3 * Tile * Tile];
        using PhotoReader reader = new();
        using SKBitmap tile = new(Tile, Tile, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKPaint plate = new() { Color = new(0, 0, 0, 170) };
        for (int at = 0; at < photos.Count; at++)
        {
            reader.Read(photos[at], square, planes);
            Span<byte> pixels = tile.GetPixelSpan();
            for (int i = 0; i < Tile * Tile; i++)
            {
                (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2], pixels[(4 * i) + 3]) = (planes[i], planes[(Tile * Tile) + i], planes[(2 * Tile * Tile) + i], 255);
            }
            (float left, float top) = (Gap + (at % columns * (Tile + Gap)), Gap + (at / columns * (Tile + Gap)));
            canvas.DrawBitmap(tile, left, top, SKSamplingOptions.Default);
            float width = Digits.Width(at + 1, 15) + 12;
            canvas.DrawRect(left, top, width, 27, plate);
            Digits.Draw(canvas, at + 1, left + (width / 2), top + 13.5f, 15, SKColors.White);
        }
        return ContactSheet.Encode(sheet);
    }
}
