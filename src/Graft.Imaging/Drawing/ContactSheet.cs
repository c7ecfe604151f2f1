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
        for (int i = 0; i < count; i++)
        {
            Put(batch.Picture(i), batch.Width, batch.Height, sheet, i % columns * batch.Width, i / columns * batch.Height);
        }
        return (sheet.Width, sheet.Height, Encode(sheet));
    }

    /// <summary>Copies one picture onto a sheet.</summary>
    /// <param name="planes">(3, height, width) bytes.</param>
    internal static void Put(ReadOnlySpan<byte> planes, int width, int height, SKBitmap sheet, int left, int top)
    {
        int area = width * height;
        Span<byte> pixels = sheet.GetPixelSpan();
        for (int at = 0; at < area; at++)
        {
            Span<byte> pixel = pixels.Slice(((top + (at / width)) * sheet.RowBytes) + ((left + (at % width)) * 4), 4);
            (pixel[0], pixel[1], pixel[2], pixel[3]) = (planes[at], planes[area + at], planes[(2 * area) + at], 255);
        }
    }

    internal static byte[] Encode(SKBitmap bitmap)
    {
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
