using System.Buffers.Binary;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging.Tests;

/// <summary>Thousands of damaged pictures: each is read, or refused by name.</summary>
public sealed class HostilePictureTests
{
    private static readonly Preprocessing Tiny = new() { Height = 16, Width = 16, Resize = 18 };

    [Theory]
    [InlineData("orientation-6.jpg")]
    [InlineData("photo-progressive.jpg")]
    [InlineData("photo-cmyk.jpg")]
    [InlineData("photo-palette.png")]
    [InlineData("photo-16bit-grey.png")]
    [InlineData("photo-animated.gif")]
    [InlineData("photo-animated.webp")]
    [InlineData("photo.bmp")]
    public void Flipped_bits_cuts_and_nonsense_headers_are_survived(string name)
    {
        byte[] whole = File.ReadAllBytes(Fixture.File(name));
        using PhotoReader reader = new();
        byte[] pixels = new byte[3 * 16 * 16];
        int refused = 0;
        for (int i = 0; i < 700; i++)
        {
            AddressedRandom random = new(7, AddressedRandom.Word(name), i);
            byte[] broken = Break(whole, i, ref random);
            try
            {
                reader.Read(broken, name, Tiny, pixels);
            }
            catch (ImageException error)
            {
                refused++;
                Assert.StartsWith(name + ": ", error.Message, StringComparison.Ordinal);
            }
        }
        Assert.InRange(refused, 100, 700);
    }

    [Fact]
    public void Every_cut_of_a_JPEG_is_named_as_such()
    {
        byte[] whole = File.ReadAllBytes(Fixture.File("photo.jpg"));
        using PhotoReader reader = new();
        byte[] pixels = new byte[3 * 16 * 16];
        for (int length = 0; length < whole.Length - 200; length += 37)
        {
            ImageException error = Assert.Throws<ImageException>(() => reader.Read(whole.AsSpan(0, length), "cut", Tiny, pixels));
            Assert.Matches("^cut: (its JPEG data ends early|its JPEG header is damaged|this is )", error.Message);
        }
    }

    [Theory]
    [InlineData("photo.jpg", 65000, 65000, "cut: it claims 65000 × 65000 pixels; 1 to 200 million are allowed for JPEG. Make the picture smaller, or leave it out.")]
    [InlineData("photo.jpg", 14000, 14000, "cut: it claims 14000 × 14000 pixels in 6812 bytes, which no photo does. Leave it out.")]
    [InlineData("photo-progressive.jpg", 10000, 10000, "cut: it claims 10000 × 10000 pixels; 1 to 64 million are allowed for a progressive JPEG. Make the picture smaller, or leave it out.")]
    [InlineData("photo-palette.png", 60000, 60000, "cut: it claims 60000 × 60000 pixels; 1 to 64 million are allowed for PNG. Make the picture smaller, or leave it out.")]
    public void Dimensions_out_of_all_proportion_are_refused_before_memory_is_taken(string name, int width, int height, string message)
    {
        byte[] bytes = File.ReadAllBytes(Fixture.File(name));
        SetSize(bytes, width, height);
        using PhotoReader reader = new();
        Assert.Equal(message, Assert.Throws<ImageException>(() => reader.Read(bytes, "cut", Tiny, new byte[3 * 16 * 16])).Message);
    }

    [Fact]
    public void A_progressive_JPEG_of_countless_scans_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(Fixture.File("photo-progressive.jpg"));
        int scan = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] repeated = [.. bytes[..^2], .. Enumerable.Repeat(bytes[scan..^2], 300).SelectMany(part => part), .. bytes[^2..]];
        using PhotoReader reader = new();
        ImageException error = Assert.Throws<ImageException>(() => reader.Read(repeated, "slow", Tiny, new byte[3 * 16 * 16]));
        Assert.Matches(@"^slow: it is a progressive JPEG of 3\d\d scans; at most 200 are allowed\. ", error.Message);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>", "this is an HTML, XML or SVG text (often the error page of a download); JPEG, PNG, WebP, GIF and BMP are read. Convert it, or leave it out.")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "this is a HEIC picture or a film; JPEG, PNG, WebP, GIF and BMP are read. Convert it, or leave it out.")]
    [InlineData("%PDF-1.7", "this is a PDF document; JPEG, PNG, WebP, GIF and BMP are read. Convert it, or leave it out.")]
    [InlineData("", "this is an empty file; JPEG, PNG, WebP, GIF and BMP are read. Convert it, or leave it out.")]
    public void What_is_no_picture_is_named(string text, string message)
    {
        using PhotoReader reader = new();
        Assert.Equal("x: " + message, Assert.Throws<ImageException>(() => reader.Read(System.Text.Encoding.Latin1.GetBytes(text), "x", Tiny, new byte[3 * 16 * 16])).Message);
    }

    private static byte[] Break(byte[] whole, int kind, ref AddressedRandom random)
    {
        byte[] broken = [.. whole];
        switch (kind % 4)
        {
            case 0:
                return broken[..random.Next(whole.Length)];
            case 1:
                for (int i = 0; i < 1 + random.Next(20); i++)
                {
                    broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
                }
                return broken;
            case 2:
                // Sizes and lengths lie at the start.
                for (int i = 0; i < 1 + random.Next(6); i++)
                {
                    broken[4 + random.Next(Math.Min(200, broken.Length - 4))] = (byte)random.Next(256);
                }
                return broken;
            default:
                int from = random.Next(whole.Length), length = random.Next(Math.Min(300, whole.Length - from));
                return [.. broken[..from], .. broken[(from + length)..]];
        }
    }

    private static void SetSize(byte[] bytes, int width, int height)
    {
        if (bytes[0] == 0x89)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
            // The chunk's checksum, or the header would be refused for that.
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc(bytes.AsSpan(12, 17)));
            return;
        }
        int frame = Math.Max(bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]), bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), (ushort)width);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }
        return ~crc;
    }
}
