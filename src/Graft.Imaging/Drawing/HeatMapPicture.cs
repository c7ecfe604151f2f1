using Graft.Models;
using SkiaSharp;

namespace Graft.Imaging;

/// <summary>How a heat map is drawn.</summary>
public sealed record HeatMapStyle
{
    /// <summary>Pixels of the picture's longer side, at most; a smaller photo is not enlarged beyond what shows the map.</summary>
    public int LongestSide { get; init; } = 640;

    /// <summary>How much of the photo the hottest place covers, in [0, 1].</summary>
    public float Opacity { get; init; } = 0.72f;

    /// <summary>PNG or JPEG.</summary>
    public ImageFormat Format { get; init; } = ImageFormat.Png;
}

/// <summary>A heat map over its photo, where the network looked: the photo without most of its colour, hot places coloured, what the network did not see darkened and fenced off.</summary>
public static class HeatMapPicture
{
    private const int LeastSide = 224, JpegQuality = 88;

    /// <summary>Draws over a photo file.</summary>
    /// <param name="preprocessing">How the network saw the photo.</param>
    /// <param name="heat">(rows, columns) in [0, 1], row-major, over the crop.</param>
    /// <returns>The encoded picture.</returns>
    /// <exception cref="ImageException">The file is no picture that can be decoded.</exception>
    public static byte[] Draw(string photo, Preprocessing preprocessing, ReadOnlySpan<float> heat, int rows, int columns, HeatMapStyle? style = null)
    {
        using PhotoReader reader = new();
        reader.Decoder.Open(photo);
        return Draw(reader, preprocessing, heat, rows, columns, style ?? new());
    }

    /// <summary>Draws over a photo in memory.</summary>
    /// <param name="name">What error messages call it.</param>
    /// <inheritdoc cref="Draw(string, Preprocessing, ReadOnlySpan{float}, int, int, HeatMapStyle?)"/>
    public static byte[] Draw(ReadOnlySpan<byte> photo, string name, Preprocessing preprocessing, ReadOnlySpan<float> heat, int rows, int columns, HeatMapStyle? style = null)
    {
        using PhotoReader reader = new();
        reader.Decoder.Open(photo, name);
        return Draw(reader, preprocessing, heat, rows, columns, style ?? new());
    }

    private static byte[] Draw(PhotoReader reader, Preprocessing preprocessing, ReadOnlySpan<float> heat, int rows, int columns, HeatMapStyle style)
    {
        if (heat.Length != rows * (long)columns || rows < 1 || columns < 1)
        {
            throw new ArgumentException($"{heat.Length} numbers are no heat map of {rows} × {columns}", nameof(heat));
        }
        (int width, int height) = (reader.Decoder.Width, reader.Decoder.Height);
        double scale = Math.Min(style.LongestSide, Math.Max(LeastSide, Math.Max(width, height))) / (double)Math.Max(width, height);
        (int across, int down) = (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
        byte[] planes = new byte[3 * across * down];
        reader.Resampler.Run(reader.Decoder.Decode(Math.Min(1, PhotoReader.Margin * scale)), new(0, 0, width, height, across, down, 0, 0), across, down, Resampling.Bilinear, mirrorX: false, mirrorY: false, planes);
        SKRect crop = CropOf(Window.Centre(preprocessing, width, height), preprocessing, across / (double)width, down / (double)height);
        using SKBitmap bitmap = new(across, down, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Paint(bitmap, planes, crop, new(heat.ToArray(), rows, columns), style.Opacity);
        Fence(bitmap, crop);
        using SKData data = bitmap.Encode(style.Format == ImageFormat.Jpeg ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, style.Format == ImageFormat.Jpeg ? JpegQuality : 100);
        return data.ToArray();
    }

    /// <summary>The part of the photo that the network sees, in pixels of the drawing; it may reach beyond it.</summary>
    private static SKRect CropOf(Window window, Preprocessing preprocessing, double scaleX, double scaleY)
    {
        double pixelX = window.Width / window.SizeX, pixelY = window.Height / window.SizeY;
        (double left, double top) = (window.X + (window.Left * pixelX), window.Y + (window.Top * pixelY));
        return new((float)(left * scaleX), (float)(top * scaleY), (float)((left + (preprocessing.Width * pixelX)) * scaleX), (float)((top + (preprocessing.Height * pixelY)) * scaleY));
    }

    private static void Paint(SKBitmap bitmap, byte[] planes, SKRect crop, HeatSurface surface, float opacity)
    {
        int area = bitmap.Width * bitmap.Height;
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                int at = (y * bitmap.Width) + x;
                (byte red, byte green, byte blue) = (planes[at], planes[area + at], planes[(2 * area) + at]);
                float grey = (0.299f * red) + (0.587f * green) + (0.114f * blue);
                Span<byte> pixel = pixels.Slice((y * bitmap.RowBytes) + (x * 4), 4);
                pixel[3] = 255;
                if (x + 0.5f < crop.Left || x + 0.5f >= crop.Right || y + 0.5f < crop.Top || y + 0.5f >= crop.Bottom)
                {
                    pixel[0] = pixel[1] = pixel[2] = (byte)(grey * 0.45f);
                    continue;
                }
                float heat = surface.At((x + 0.5f - crop.Left) / crop.Width, (y + 0.5f - crop.Top) / crop.Height), cover = opacity * MathF.Sqrt(heat);
                (byte hotRed, byte hotGreen, byte hotBlue) = HeatColours.Of(heat);
                pixel[0] = Mix(grey, red, hotRed, cover);
                pixel[1] = Mix(grey, green, hotGreen, cover);
                pixel[2] = Mix(grey, blue, hotBlue, cover);
            }
        }

        static byte Mix(float grey, byte photo, byte hot, float cover) => (byte)((((0.75f * grey) + (0.25f * photo)) * (1 - cover)) + (hot * cover));
    }

    /// <summary>A line around the crop where it is not the whole photo.</summary>
    private static void Fence(SKBitmap bitmap, SKRect crop)
    {
        using SKCanvas canvas = new(bitmap);
        using SKPaint paint = new() { Style = SKPaintStyle.Stroke, IsAntialias = true, StrokeWidth = 3, Color = new(0, 0, 0, 160) };
        SKRect seen = new(MathF.Max(crop.Left, 0), MathF.Max(crop.Top, 0), MathF.Min(crop.Right, bitmap.Width), MathF.Min(crop.Bottom, bitmap.Height));
        if (seen.Left > 0.5f || seen.Top > 0.5f || seen.Right < bitmap.Width - 0.5f || seen.Bottom < bitmap.Height - 0.5f)
        {
            canvas.DrawRect(seen, paint);
            (paint.StrokeWidth, paint.Color) = (1, SKColors.White);
            canvas.DrawRect(seen, paint);
        }
    }
}
