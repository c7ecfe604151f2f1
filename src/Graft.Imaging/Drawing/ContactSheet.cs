using SkiaSharp;

namespace Graft.Imaging;

/// <summary>Pictures side by side on one PNG, for a person to look at.</summary>
public static class ContactSheet
{
    /// <summary>The first pictures of a batch as the network gets them, before normalisation, in rows of about equal number.</summary>
    /// <param name="most">Pictures at most.</param>
    /// <returns>The size in pixels and the encoded picture.</returns>
    public static (int Width, int Height, byte[] Png) Draw(Batch batch, int most)
    {
        int count = Math.Min(most, batch.Count), columns = (int)Math.Ceiling(Math.Sqrt(count)), rows = (count + columns - 1) / columns;
        using SKBitmap sheet = new(columns * batch.Width, rows * batch.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        sheet.Erase(SKColors.White);
        int area = batch.Width * batch.Height;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> planes = batch.Picture(i);
            Span<byte> pixels = sheet.GetPixelSpan();
            (int left, int top) = (i % columns * batch.Width, i / columns * batch.Height);
            for (int at = 0; at < area; at++)
            {
                Span<byte> pixel = pixels.Slice(((top + (at / batch.Width)) * sheet.RowBytes) + ((left + (at % batch.Width)) * 4), 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (planes[at], planes[area + at], planes[(2 * area) + at], 255);
            }
        }
        return (sheet.Width, sheet.Height, Encode(sheet));
    }

    internal static byte[] Encode(SKBitmap bitmap)
    {
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
