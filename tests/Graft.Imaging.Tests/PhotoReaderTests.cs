using Graft.Models;

namespace Graft.Imaging.Tests;

public sealed class PhotoReaderTests
{
    private static readonly Preprocessing Small = new() { Resize = 64, Height = 56, Width = 56 };

    public static TheoryData<string, ResizePolicy, Resampling, int> Policies => new()
    {
        { "shorter-bilinear", ResizePolicy.ShorterSide, Resampling.Bilinear, 64 },
        { "shorter-bicubic", ResizePolicy.ShorterSide, Resampling.Bicubic, 64 },
        { "stretch-bilinear", ResizePolicy.Stretch, Resampling.Bilinear, 64 },
        { "enlarged-bilinear", ResizePolicy.ShorterSide, Resampling.Bilinear, 150 },
        { "enlarged-bicubic", ResizePolicy.ShorterSide, Resampling.Bicubic, 150 },
        { "padded-bilinear", ResizePolicy.ShorterSide, Resampling.Bilinear, 40 },
        { "fraction-bilinear", ResizePolicy.CentreFraction, Resampling.Bilinear, 64 },
        { "square-bilinear", ResizePolicy.CentreSquare, Resampling.Bilinear, 64 },
        { "square-area", ResizePolicy.CentreSquare, Resampling.Area, 64 },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_crop_is_that_of_torchvision(string expected, ResizePolicy policy, Resampling resampling, int resize)
    {
        byte[] pixels = Read("photo.png", Small with { Policy = policy, Resampling = resampling, Resize = resize });
        // Bilinear and bicubic are PIL's to the bit; the area's reference is computed in floating point and rounded once.
        double difference = Fixture.Difference(Fixture.Expected(expected), pixels);
        Assert.InRange(difference, 0, resampling == Resampling.Area ? 0.4 : 0);
    }

    [Theory]
    [InlineData("photo.jpg", "jpeg", 0.1)]
    [InlineData("photo-progressive.jpg", "jpeg", 0.1)]
    [InlineData("photo-grey.jpg", "jpeg-grey", 0.1)]
    [InlineData("photo-cmyk.jpg", "jpeg-cmyk", 1.0)]
    [InlineData("photo-palette.png", "png-palette", 0)]
    [InlineData("photo-1bit.png", "png-1bit", 0)]
    [InlineData("photo-alpha.png", "png-alpha", 0.5)]
    [InlineData("photo-16bit.png", "png-16bit", 0.5)]
    [InlineData("photo-16bit-grey.png", "png-16bit-grey", 0.5)]
    [InlineData("photo.webp", "shorter-bilinear", 0)]
    [InlineData("photo.bmp", "shorter-bilinear", 0)]
    [InlineData("photo-animated.gif", "gif", 0)]
    [InlineData("photo-animated.webp", "webp-animated", 0)]
    public void Every_common_format_is_read(string file, string expected, double tolerance) =>
        Assert.InRange(Fixture.Difference(Fixture.Expected(expected), Read(file, Small)), 0, tolerance);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_photo_is_turned_upright(int orientation) =>
        Assert.InRange(Fixture.Difference(Fixture.Expected("upright"), Read($"orientation-{orientation}.jpg", Small)), 0, 1.5);

    [Fact]
    public void A_photo_in_memory_reads_like_its_file()
    {
        using PhotoReader reader = new();
        byte[] pixels = new byte[3 * 56 * 56];
        reader.Read(File.ReadAllBytes(Fixture.File("photo.jpg")), "upload", Small, pixels);
        Assert.Equal(Read("photo.jpg", Small), pixels);
    }

    private static byte[] Read(string name, Preprocessing preprocessing)
    {
        using PhotoReader reader = new();
        byte[] pixels = new byte[3 * preprocessing.Height * preprocessing.Width];
        reader.Read(Fixture.File(name), preprocessing, pixels);
        return pixels;
    }
}
