using SkiaSharp;

namespace Graft.Imaging.Tests;

public class DrawingTests
{
    [Fact]
    public void A_confusion_matrix_is_blue_where_right_and_red_where_wrong()
    {
        (int width, int height, byte[] png) = ConfusionPicture.Draw(new[,] { { 9, 0 }, { 5, 5 } });
        using SKBitmap picture = SKBitmap.Decode(png);
        Assert.Equal((width, height), (picture.Width, picture.Height));
        SKColor right = picture.GetPixel(50, 50), empty = picture.GetPixel(width - 60, 50), wrong = picture.GetPixel(50, height - 60);
        Assert.True(right.Blue > right.Red + 80, $"{right}");
        Assert.True(wrong.Red > wrong.Blue + 40, $"{wrong}");
        Assert.InRange(empty.Red, 240, 255);
    }

    [Fact]
    public void Its_counts_can_be_read()
    {
        // The top stroke of the 7 in the middle of the first cell is white on blue, the dot below its left end is not.
        (_, _, byte[] png) = ConfusionPicture.Draw(new[,] { { 7, 0 }, { 0, 7 } });
        using SKBitmap picture = SKBitmap.Decode(png);
        float middle = 40 + 140;
        Assert.Equal(SKColors.White, picture.GetPixel((int)middle, (int)(middle - 6)));
        Assert.NotEqual(SKColors.White, picture.GetPixel((int)(middle - 3), (int)middle));
    }

    [Fact]
    public void A_hundred_classes_fit()
    {
        int[,] counts = new int[101, 101];
        (int width, _, byte[] png) = ConfusionPicture.Draw(counts);
        using SKBitmap picture = SKBitmap.Decode(png);
        Assert.InRange(width, 500, 800);
    }

    [Fact]
    public void Photos_on_a_sheet_are_numbered_in_rows_of_five()
    {
        string folder = Directory.CreateTempSubdirectory("graft-sheet").FullName;
        string[] photos = [.. Enumerable.Range(0, 6).Select(at => Path.Combine(folder, $"{at}.png"))];
        foreach (string photo in photos)
        {
            using SKBitmap bitmap = new(30, 20);
            bitmap.Erase(SKColors.Lime);
            using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(photo, data.ToArray());
        }
        using SKBitmap sheet = SKBitmap.Decode(PhotoSheet.Draw(photos));
        Assert.Equal(((5 * 206) + 6, (2 * 206) + 6), (sheet.Width, sheet.Height));
        Assert.Equal(SKColors.Lime, sheet.GetPixel(150, 350));
        Assert.Equal(SKColors.White, sheet.GetPixel(500, 350));
        Assert.InRange(sheet.GetPixel(8, 8).Green, 60, 110); // the number's plate
        Directory.Delete(folder, recursive: true);
    }
}
