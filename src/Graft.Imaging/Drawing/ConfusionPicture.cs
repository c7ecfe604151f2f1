using SkiaSharp;

namespace Graft.Imaging;

/// <summary>A confusion matrix as a picture: a row for each true class, a column for each named one, darker for more.</summary>
/// <remarks>Classes are numbered from 0 in the order of the labels, and cells hold their counts, where there is room for either.</remarks>
public static class ConfusionPicture
{
    private const int Side = 560, Margin = 40;

    /// <param name="counts">(classes, classes): pictures of class row that were taken for class column.</param>
    /// <returns>The size in pixels and the encoded picture.</returns>
    public static (int Width, int Height, byte[] Png) Draw(int[,] counts)
    {
        int classes = counts.GetLength(0);
        float cell = Math.Max(3, Side / (float)classes), gap = cell > 6 ? 1 : 0;
        int size = (int)((2 * Margin) + (cell * classes));
        using SKBitmap bitmap = new(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(bitmap);
        using SKPaint paint = new();
        canvas.Clear(SKColors.White);
        for (int row = 0; row < classes; row++)
        {
            int total = Math.Max(1, Enumerable.Range(0, classes).Sum(column => counts[row, column]));
            float middle = Margin + ((row + 0.5f) * cell);
            for (int column = 0; column < classes; column++)
            {
                float share = counts[row, column] / (float)total;
                paint.Color = Shade(share, row == column);
                canvas.DrawRect(Margin + (column * cell), Margin + (row * cell), cell - gap, cell - gap, paint);
                float height = Math.Min(15, cell * 0.4f);
                if (counts[row, column] > 0 && height >= 5 && Digits.Width(counts[row, column], height) < cell - 2)
                {
                    Digits.Draw(canvas, counts[row, column], Margin + ((column + 0.5f) * cell), middle, height, share > 0.5f ? SKColors.White : SKColors.Black);
                }
            }
            if (cell >= 14)
            {
                Digits.Draw(canvas, row, Margin / 2f, middle, 10, SKColors.Gray); // beside the row
                Digits.Draw(canvas, row, middle, Margin / 2f, 10, SKColors.Gray); // above the column
            }
        }
        return (size, size, ContactSheet.Encode(bitmap));
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
