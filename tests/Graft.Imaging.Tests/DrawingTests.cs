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
}
