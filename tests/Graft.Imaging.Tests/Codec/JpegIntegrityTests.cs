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
        Assert.InRange(found, noise ? 36 : 40, 40); // from noise, blocks may come out right in number by chance
    }

    /// <summary>A lost part of a file is zeros, wherever in the compressed data of whatever photo.</summary>
    [Fact]
    public void A_lost_block_of_any_real_photo_is_found()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(TestData.Require("food10"), "images"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 16 == 1)];
        Assert.Empty(files.Index().AsParallel().Where(pair =>
        {
            byte[] bytes = File.ReadAllBytes(pair.Item);
            int scan = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 14, room = bytes.Length - scan - 600;
            bytes.AsSpan(scan + new AddressedRandom(9, pair.Index).Next(Math.Max(room, 1)), 512).Clear();
            return room > 0 && JpegIntegrity.Fault(bytes) is null;
        }));
    }

    [Fact]
    public void A_lost_block_of_a_progressive_photo_is_found_where_more_than_means_are_coded()
    {
        byte[] bytes = File.ReadAllBytes(Fixture.File("photo-progressive.jpg"));
        Assert.Equal(2, JpegHeader.Find(bytes)!.Value.Process);
        int scan = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 10;
        bytes.AsSpan(scan + 4, 60).Clear();
        Assert.Equal("a stretch of zeros stands in its compressed data: a part of the picture is lost", JpegIntegrity.Fault(bytes));
    }

    /// <summary>Even ground, whose blocks are a few zero bits each with a table made for it, is no damage.</summary>
    [Fact]
    public void Zeros_that_mean_even_ground_are_no_damage()
    {
        // 512 × 512, grey, 4,096 blocks: the first code of both tables is one bit of zero, for no difference and for no more coefficients. So there are 8,192 zero bits.
        byte[] table = [0xFF, 0xC4, 0, 21, 0, 1, 1, .. new byte[14], 0, 4], other = [0xFF, 0xC4, 0, 20, 0x10, 1, 0, .. new byte[14], 0];
        byte[] file =
        [
            0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64), 0xFF, 0xC0, 0, 11, 8, 2, 0, 2, 0, 1, 1, 0x11, 0,
            .. table, .. other, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, .. new byte[1024], 0xFF, 0xD9,
        ];
        Assert.Null(JpegIntegrity.Fault(file));
    }

    [Fact]
    public void A_brightness_that_there_is_none_is_found()
    {
        // As above with steps of 255: a difference of 15 is 3,825, where 1,024 is the most.
        byte[] table = [0xFF, 0xC4, 0, 21, 0, 1, 1, .. new byte[14], 0, 4], other = [0xFF, 0xC4, 0, 20, 0x10, 1, 0, .. new byte[14], 0];
        byte[] file =
        [
            0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)255, 64), 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
            .. table, .. other, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0b1011_1101, 0xFF, 0xD9,
        ];
        Assert.Equal("a brightness that there is none stands in its compressed data after 0 % of the picture: the rest is grey or shifted", JpegIntegrity.Fault(file));
        file[^3] = 0b1000_0001; // a difference of −15 is as dark
        Assert.StartsWith("a brightness that there is none", JpegIntegrity.Fault(file));
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
