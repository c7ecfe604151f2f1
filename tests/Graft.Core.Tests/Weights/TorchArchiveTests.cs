using System.Buffers.Binary;
using System.IO.Compression;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public class TorchArchiveTests
{
    private static readonly byte[] Pickle = Entry(File.ReadAllBytes(WeightFixtures.PathOf("untyped.pth")), "archive/data.pkl");
    private static readonly byte[] Storage = new byte[20];

    [Fact]
    public void An_archive_with_a_long_comment_and_any_folder_is_read()
    {
        byte[] zip = TorchArchive.Of(("some/folder/data.pkl", Pickle), ("some/folder/data/0", Storage));
        byte[] comment = [.. "PK\x05\x06"u8, .. new byte[60_000]];
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(zip.Length - 2), (ushort)comment.Length);
        using WeightFile file = WeightFile.Open(new MappedFile("w", (byte[])[.. zip, .. comment]));
        Assert.Equal(["weight"], file.Tensors.Names);
    }

    [Theory]
    [InlineData("a/data.pkl")]
    [InlineData("a/data/0")]
    public void A_compressed_entry_is_refused_so_that_no_bomb_inflates(string packed)
    {
        byte[] zip = packed == "a/data.pkl" ? TorchArchive.Of(CompressionLevel.Optimal, (packed, Pickle), ("a/data/0", Storage)) : Mixed();
        Assert.Contains($"w: '{packed}' in this zip archive is compressed; PyTorch stores its entries as they are. Write the file again with torch.save.", Refusal(zip));
    }

    [Fact]
    public void An_archive_of_something_else_is_named() =>
        Assert.Contains("w is a zip archive without a PyTorch state dict in it (no data.pkl)", Refusal(TorchArchive.Of(("photo.jpg", Storage))));

    [Fact]
    public void A_big_endian_file_is_refused_by_name() =>
        Assert.Contains("w was written on a big-endian machine", Refusal(TorchArchive.Of(("a/data.pkl", Pickle), ("a/data/0", Storage), ("a/byteorder", "big"u8.ToArray()))));

    [Fact]
    public void A_missing_storage_is_named() =>
        Assert.Contains("w: 'weight' lies in the storage '0', which the file does not hold", Refusal(TorchArchive.Of(("a/data.pkl", Pickle))));

    [Fact]
    public void A_short_storage_is_named() =>
        Assert.Contains("w: 'weight' cannot be read: it lies in the storage '0' of 20 bytes, of which the file holds 8", Refusal(TorchArchive.Of(("a/data.pkl", Pickle), ("a/data/0", new byte[8]))));

    [Fact]
    public void A_name_that_stands_twice_is_refused() => Assert.Contains("'a/data/0' is in it twice", Refusal(TorchArchive.Of(("a/data.pkl", Pickle), ("a/data/0", Storage), ("a/data/0", Storage))));

    [Fact]
    public void A_big_endian_legacy_file_is_refused_by_name()
    {
        byte[] legacy = File.ReadAllBytes(WeightFixtures.PathOf("types-legacy.pth"));
        int at = legacy.AsSpan().IndexOf("little_endian"u8) + "little_endian".Length + 2; // past the text and its place in the memo
        Assert.Equal(0x88, legacy[at]);
        legacy[at] = 0x89;
        Assert.Contains("w was written on a big-endian machine", Refusal(legacy));
    }

    [Theory]
    [InlineData("types-zip.pth")]
    [InlineData("types-legacy.pth")]
    [InlineData("views-zip.pth")]
    [InlineData("types.safetensors")]
    public void Every_truncation_is_refused(string name)
    {
        byte[] sound = File.ReadAllBytes(WeightFixtures.PathOf(name));
        Assert.All(Enumerable.Range(0, sound.Length), length => Assert.False(HostileWeights.Reads(sound[..length])));
        Assert.True(HostileWeights.Reads(sound));
    }

    private static string Refusal(byte[] zip) => Assert.Throws<WeightFileException>(() => WeightFile.Open(new MappedFile("w", zip))).Message;

    private static byte[] Mixed()
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (Stream entry = zip.CreateEntry("a/data.pkl", CompressionLevel.NoCompression).Open())
            {
                entry.Write(Pickle);
            }
            using Stream packed = zip.CreateEntry("a/data/0", CompressionLevel.Optimal).Open();
            packed.Write(new byte[1 << 20]);
        }
        return stream.ToArray();
    }

    private static byte[] Entry(byte[] zip, string name)
    {
        using ZipArchive archive = new(new MemoryStream(zip));
        using Stream entry = archive.GetEntry(name)!.Open();
        using MemoryStream content = new();
        entry.CopyTo(content);
        return content.ToArray();
    }
}
