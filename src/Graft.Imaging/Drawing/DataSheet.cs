using Graft.Models;
using SkiaSharp;

namespace Graft.Imaging;

/// <summary>Pictures of a data set on one PNG, a row for each class, for a person to look at.</summary>
public static class DataSheet
{
    private const int Gap = 2;

    /// <summary>The first classes, each with the first of its training pictures.</summary>
    /// <param name="classes">Rows at most.</param>
    /// <param name="each">Pictures to a row at most.</param>
    /// <param name="side">Pixels to a picture's side; each shows the square in its middle.</param>
    /// <returns>The encoded picture.</returns>
    /// <exception cref="ImageException">A file is no picture that can be decoded.</exception>
    public static byte[] Draw(ImageDataset data, int classes, int each, int side)
    {
        ImageItem[][] rows = [.. data.Items(Split.Train).GroupBy(item => item.Label).OrderBy(group => group.Key).Take(classes).Select(group => (ImageItem[])[.. group.Take(each)])];
        using SKBitmap sheet = new((Math.Max(1, rows.Max(row => row.Length)) * (side + Gap)) + Gap, (rows.Length * (side + Gap)) + Gap, SKColorType.Rgba8888, SKAlphaType.Opaque);
        sheet.Erase(SKColors.White);
        Preprocessing square = new() { Policy = ResizePolicy.CentreSquare, Height = side, Width = side };
        byte[] planes = new byte[3 * side * side];
        using PhotoReader reader = new();
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < rows[row].Length; column++)
            {
                reader.Read(rows[row][column].File, square, planes);
                ContactSheet.Put(planes, side, side, sheet, Gap + (column * (side + Gap)), Gap + (row * (side + Gap)));
            }
        }
        return ContactSheet.Encode(sheet);
    }
}
