using SkiaSharp;

namespace Graft.Imaging;

/// <summary>Numbers on a picture without a font: a fresh machine has none.</summary>
internal static class Digits
{
    private const int Columns = 3, Rows = 5;

    // A row of the glyph for each word, its left dot the highest of three bits.
    private static readonly byte[][] Glyphs =
    [
        [7, 5, 5, 5, 7], [2, 6, 2, 2, 7], [7, 1, 7, 4, 7], [7, 1, 3, 1, 7], [5, 5, 7, 1, 1],
        [7, 4, 7, 1, 7], [7, 4, 7, 5, 7], [7, 1, 2, 2, 2], [7, 5, 7, 5, 7], [7, 5, 7, 1, 7],
    ];

    /// <summary>The width in pixels of a number drawn this high.</summary>
    public static float Width(int number, float height) => ((Text(number).Length * (Columns + 1)) - 1) * height / Rows;

    /// <summary>Draws a number of 0 or more around a centre.</summary>
    public static void Draw(SKCanvas canvas, int number, float centreX, float centreY, float height, SKColor color)
    {
        using SKPaint paint = new() { Color = color };
        float dot = height / Rows, left = centreX - (Width(number, height) / 2), top = centreY - (height / 2);
        foreach (char digit in Text(number))
        {
            for (int at = 0; at < Rows * Columns; at++)
            {
                if ((Glyphs[digit - '0'][at / Columns] >> (Columns - 1 - (at % Columns)) & 1) == 1)
                {
                    canvas.DrawRect(left + (at % Columns * dot), top + (at / Columns * dot), dot, dot, paint);
                }
            }
            left += (Columns + 1) * dot;
        }
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
