using Graft.Imaging.Synthetic;
using Graft.Recipes;
using Graft.Tests;

namespace Graft.Imaging.Tests;

/// <summary>Damage in a JPEG's compressed data, which decoders put up with.</summary>
public sealed class JpegIntegrityTests
{
    /// <summary>Written by PIL (libjpeg-turbo): baseline, grey, four colours, progressive; and by Skia.</summary>
    [Fact]
    public void Whole_files_are_found_whole()
    {
        Assert.All(Directory.EnumerateFiles(Path.GetDirectoryName(Fixture.File("photo.jpg"))!, "*.jpg"), file => Assert.Null(JpegIntegrity.Fault(File.ReadAllBytes(file))));
        Assert.All(Concept.Source.Take(5), concept => Assert.Null(JpegIntegrity.Fault(new SyntheticPictures([concept], 1, 0).Paint(concept, 0))));
    }

    /// <summary>Five hundred files of all kinds of cameras and programs, some with restart markers.</summary>
    [Fact]
    public void Real_photos_are_found_whole()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(TestData.Require("food10"), "images"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 4 == 0)];
        Assert.Contains(files, file => File.ReadAllBytes(file).AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDD, 0, 4]) > 0);
        Assert.Empty(files.AsParallel().Select(file => (file, Fault: JpegIntegrity.Fault(File.ReadAllBytes(file)))).Where(row => row.Fault is not null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Zeros_and_noise_within_are_found(bool noise)
    {
        SyntheticPictures drawn = new([Concept.Source[0]], 40, 0);
        int found = 0;
        for (int i = 0; i < 40; i++)
        {
            byte[] bytes = drawn.Paint(Concept.Source[0], i);
            AddressedRandom random = new(5, i);
            int at = (bytes.Length / 2) + random.Next(bytes.Length / 4);
            for (int j = at; j < at + 200; j++)
            {
                bytes[j] = noise ? (byte)random.Next(256) : (byte)0;
            }
            found += JpegIntegrity.Fault(bytes) is not null ? 1 : 0;
        }
        Assert.InRange(found, 36, 40); // blocks may come out right in number by chance
    }

    [Fact]
    public void Anything_at_all_is_survived()
    {
        byte[] whole = File.ReadAllBytes(Fixture.File("photo.jpg"));
        for (int i = 0; i < 3000; i++)
        {
            AddressedRandom random = new(11, i);
            byte[] broken = [.. whole[..(i % 3 == 0 ? random.Next(whole.Length) : whole.Length)]];
            for (int flips = random.Next(6); flips >= 0 && broken.Length > 0; flips--)
            {
                broken[random.Next(i % 2 == 0 ? Math.Min(700, broken.Length) : broken.Length)] = (byte)random.Next(256);
            }
            _ = JpegIntegrity.Fault(broken);
        }
    }
}
