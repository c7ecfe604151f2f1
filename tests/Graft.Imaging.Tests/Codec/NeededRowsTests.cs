using Graft.Models;
using Graft.Tests;
using SkiaSharp;

namespace Graft.Imaging.Tests.Codec;

public sealed class NeededRowsTests
{
    private static readonly Preprocessing Small = new() { Resize = 64, Height = 56, Width = 56 };

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("photo-progressive.jpg")]
    [InlineData("photo-grey.jpg")]
    [InlineData("photo-cmyk.jpg")]
    [InlineData("orientation-6.jpg")]
    [InlineData("photo.png")]
    public void The_rows_that_are_looked_at_are_the_same_whether_or_not_the_others_are_decoded(string file) => CheckWindows(Fixture.File(file), 40);

    [Fact]
    public void So_are_those_of_real_photos()
    {
        foreach (string photo in Directory.EnumerateFiles(Path.Combine(TestData.Require("food10"), "images"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, place) => place % 16 == 0))
        {
            CheckWindows(photo, 3);
        }
    }

    [Fact]
    public void A_photo_that_ends_after_the_rows_needed_is_read_and_one_that_ends_before_is_not()
    {
        byte[] whole = TallPhoto();
        using PhotoReader reader = new();
        Preprocessing top = Small with { Policy = ResizePolicy.CentreSquare };
        byte[] planes = new byte[3 * 56 * 56], expected = new byte[planes.Length];
        reader.Read(whole, "whole", top, expected);

        reader.Read(whole.AsSpan(0, whole.Length * 9 / 10), "the last tenth is missing", top, planes);
        Assert.Equal(expected, planes);
        ImageException error = Assert.Throws<ImageException>(() => reader.Read(whole.AsSpan(0, whole.Length / 2), "half is missing", top, planes));
        Assert.Contains("ends early", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_of_rows_that_were_not_decoded_is_refused()
    {
        using PhotoReader reader = new();
        reader.Decoder.Open(Fixture.File("photo.jpg"));
        Pixels some = reader.Decoder.Decode(1, new RowRange(0, 8));
        Assert.Throws<InvalidOperationException>(() => reader.Resampler.Run(some, Window.Centre(Small, reader.Decoder.Width, reader.Decoder.Height), 56, 56, Resampling.Bilinear, false, false, new byte[3 * 56 * 56]));
    }

    // Random boxes, sizes and kernels: once with the rows needed alone, once with all of them, by readers that keep nothing from before.
    private static void CheckWindows(string file, int count)
    {
        Random random = new(file.Length);
        for (int i = 0; i < count; i++)
        {
            using PhotoReader sparing = new(), whole = new();
            sparing.Decoder.Open(file);
            whole.Decoder.Open(file);
            (int width, int height) = (whole.Decoder.Width, whole.Decoder.Height);
            int boxWidth = random.Next(1, width + 1), boxHeight = random.Next(1, height + 1), side = random.Next(8, 160);
            Preprocessing to = Small with { Height = side, Width = side, Resize = side + random.Next(20), Resampling = (Resampling)random.Next(3) };
            Window window = i % 3 == 0 ? Window.Centre(to, width, height) : Window.Whole((random.Next(width - boxWidth + 1), random.Next(height - boxHeight + 1), boxWidth, boxHeight), to);
            double scale = window.Scale * (i % 2 == 0 ? 1 : PhotoReader.Margin);
            byte[] some = new byte[3 * side * side], all = new byte[some.Length];
            sparing.Resampler.Run(sparing.Decoder.Decode(scale, window.Rows(side, Math.Min(1, scale))), window, side, side, to.Resampling, false, i % 5 == 0, some);
            whole.Resampler.Run(whole.Decoder.Decode(scale), window, side, side, to.Resampling, false, i % 5 == 0, all);
            Assert.True(some.AsSpan().SequenceEqual(all), $"{file}: {window} to {side} pixels, {to.Resampling}");
        }
    }

    private static byte[] TallPhoto()
    {
        using SKBitmap bitmap = new(64, 512);
        Random random = new(1);
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
            }
        }
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
