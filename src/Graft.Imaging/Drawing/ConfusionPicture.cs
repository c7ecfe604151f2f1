using SkiaSharp;

namespace Graft.Imaging;

/// <summary>A confusion matrix as a picture: a row for each true class, a column for each named one, darker for more.</summary>
public static class ConfusionPicture
{
    private const int Side = 560, Margin = 24;

    /// <param name="counts">(classes, classes): pictures of class row that were taken for class column.</param>
    /// <param name="labels">Class names; written where there is room for them.</param>
    /// <returns>The size in pixels and the encoded picture.</returns>
    public static (int Width, int Height, byte[] Png) Draw(int[,] counts, IReadOnlyList<string> labels)
    {
        int classes = labels.Count;
        float cell = Math.Max(2, Side / (float)classes);
        bool named = cell >= 14;
        using SKFont font = new() { Size = Math.Min(15, cell * 0.6f) };
        float left = Margin + (named ? labels.Max(label => font.MeasureText(label)) + 8 : 0);
        (int width, int height) = ((int)(left + (cell * classes) + Margin), (int)((2 * Margin) + (cell * classes)));
        using SKBitmap bitmap = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(bitmap);
        using SKPaint paint = new() { IsAntialias = true };
        canvas.Clear(SKColors.White);
        for (int row = 0; row < classes; row++)
        {
            int total = Math.Max(1, Enumerable.Range(0, classes).Sum(column => counts[row, column]));
            float top = Margin + (row * cell);
            for (int column = 0; column < classes; column++)
            {
                float share = counts[row, column] / (float)total;
                paint.Color = Shade(share, row == column);
                canvas.DrawRect(left + (column * cell), top, cell - (cell > 6 ? 1 : 0), cell - (cell > 6 ? 1 : 0), paint);
                if (cell >= 20 && counts[row, column] > 0)
                {
                    paint.Color = share > 0.5f ? SKColors.White : SKColors.Black;
                    canvas.DrawText(counts[row, column].ToString(), left + ((column + 0.5f) * cell), top + (cell * 0.65f), SKTextAlign.Center, font, paint);
                }
            }
            if (named)
            {
                paint.Color = SKColors.Black;
                canvas.DrawText(labels[row], left - 6, top + (cell * 0.65f), SKTextAlign.Right, font, paint);
            }
        }
        return (width, height, ContactSheet.Encode(bitmap));
    }

    /// <summary>From near white to a full blue where the class was named right, to a full red where it was not.</summary>
    private static SKColor Shade(float share, bool right)
    {
        SKColor full = right ? new(0x1f, 0x4e, 0x9c) : new(0xb0, 0x2a, 0x30);
        float depth = share == 0 ? 0.03f : 0.15f + (0.85f * share);
        return new(Mix(full.Red), Mix(full.Green), Mix(full.Blue));

        byte Mix(byte channel) => (byte)(255 - (depth * (255 - channel)));
    }
}
