using Graft.Models;
using SkiaSharp;

namespace Graft.Imaging.Tests;

public sealed class HeatMapPictureTests
{
    private static readonly Preprocessing Square = new() { Height = 224, Width = 224, Resize = 256 };

    [Fact]
    public void Heat_lies_where_the_network_looked_and_the_rest_is_dark()
    {
        // 800 × 400 becomes 512 × 256, of which the middle 224 × 224 is seen: across from 225 to 575 of the photo, down from 25 to 375.
        byte[] png = HeatMapPicture.Draw(Photo(800, 400, SKColors.White), "white", Square, [0, 0, 0, 0, 0, 0, 0, 0, 1], 3, 3, new() { LongestSide = 800 });
        using SKBitmap picture = SKBitmap.Decode(png);
        Assert.Equal((800, 400), (picture.Width, picture.Height));
        Assert.InRange(picture.GetPixel(100, 200).Red, 100, 130);
        Assert.InRange(picture.GetPixel(400, 10).Red, 100, 130);
        Assert.Equal(new SKColor(255, 255, 255), picture.GetPixel(270, 70)); // seen and cold: as it was, without colour
        SKColor hot = picture.GetPixel(225 + (350 * 5 / 6), 25 + (350 * 5 / 6));
        Assert.True(hot.Blue < 180 && hot.Red > 220 && hot.Green > 200, $"{hot}");
    }

    [Fact]
    public void A_photo_smaller_than_the_map_is_enlarged_and_a_large_one_made_smaller()
    {
        using SKBitmap small = SKBitmap.Decode(HeatMapPicture.Draw(Photo(40, 20, SKColors.Gray), "grey", Square, [0, 1], 1, 2));
        Assert.Equal((224, 112), (small.Width, small.Height));
        byte[] jpeg = HeatMapPicture.Draw(Photo(2000, 3000, SKColors.Gray), "grey", Square, [0, 1], 1, 2, new() { Format = ImageFormat.Jpeg });
        using SKBitmap large = SKBitmap.Decode(jpeg);
        Assert.Equal((427, 640), (large.Width, large.Height));
        Assert.Equal([0xFF, 0xD8], jpeg[..2]);
        Assert.Throws<ArgumentException>(() => HeatMapPicture.Draw(Photo(40, 20, SKColors.Gray), "grey", Square, [0, 1], 2, 2));
    }

    [Fact]
    public void Colours_grow_lighter_in_even_steps()
    {
        double[] lightness = [.. Enumerable.Range(0, 21).Select(step => Lightness(HeatColours.Of(step / 20f)))];
        double[] steps = [.. lightness.Zip(lightness.Skip(1), (before, after) => after - before)];
        // CIE L* is not OKLab's lightness, but close to it.
        Assert.All(steps, step => Assert.InRange(step, 2, 5));
    }

    private static byte[] Photo(int width, int height, SKColor colour)
    {
        using SKBitmap bitmap = new(width, height);
        bitmap.Erase(colour);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static double Lightness((byte Red, byte Green, byte Blue) colour)
    {
        double luminance = (0.2126 * Linear(colour.Red)) + (0.7152 * Linear(colour.Green)) + (0.0722 * Linear(colour.Blue));
        return luminance > 0.008856 ? (116 * Math.Cbrt(luminance)) - 16 : 903.3 * luminance;

        static double Linear(byte channel) => channel / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
    }
}
