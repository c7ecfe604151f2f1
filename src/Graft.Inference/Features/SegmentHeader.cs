using System.Buffers.Binary;
using System.Text;
using Graft.Wire;

namespace Graft.Inference;

/// <summary>The first page of a segment: what its rows are, under a checksum. Numbers are little-endian.</summary>
/// <param name="Digest">SHA-256 of the key's text.</param>
/// <param name="RowBytes">Bytes of one row of features.</param>
/// <param name="Capacity">Rows that the segment has room for.</param>
/// <param name="Network">What the network is called.</param>
/// <param name="Text">The key as text.</param>
internal sealed record SegmentHeader(byte[] Digest, int RowBytes, int Capacity, string Network, string Text)
{
    public const int Bytes = 4096;

    /// <summary>Segments are about this large, so that what is no longer used can be dropped in parts.</summary>
    private const long SegmentBytes = 64L << 20;

    private const int Version = 1, FewestRows = 16, MostRows = 1 << 14, DigestAt = 24, TextAt = DigestAt + 32, ChecksumAt = Bytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "GRAFTFEA"u8;

    /// <summary>Where the rows begin: behind the header and one record for each row.</summary>
    public long RowsAt => Bytes + ((long)Capacity * SegmentRecord.Bytes);

    /// <summary>From one row to the next: whole cache lines, and enough of them to say why a picture has no features.</summary>
    public long Stride => Math.Max(256, (RowBytes + 63L) / 64 * 64);

    public static SegmentHeader For(FeatureKey key) =>
        new(key.Digest, key.RowBytes, (int)Math.Clamp(SegmentBytes / Math.Max(1, key.RowBytes), FewestRows, MostRows), key.Network, key.Text);

    public void Write(Span<byte> page)
    {
        page[..Bytes].Clear();
        Magic.CopyTo(page);
        BinaryPrimitives.WriteInt32LittleEndian(page[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(page[12..], RowBytes);
        BinaryPrimitives.WriteInt32LittleEndian(page[16..], Capacity);
        Digest.CopyTo(page[DigestAt..]);
        int at = WriteText(page, TextAt, Network, 256);
        WriteText(page, at, Text, ChecksumAt - at - sizeof(int));
        BinaryPrimitives.WriteUInt32LittleEndian(page[ChecksumAt..], MaskedCrc.Of(page[..ChecksumAt]));
    }

    /// <summary>Reads a page; null where it is none, or damaged.</summary>
    public static SegmentHeader? Read(ReadOnlySpan<byte> page)
    {
        if (page.Length < Bytes || !page.StartsWith(Magic) || BinaryPrimitives.ReadInt32LittleEndian(page[8..]) != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumAt..]) != MaskedCrc.Of(page[..ChecksumAt]))
        {
            return null;
        }
        int rowBytes = BinaryPrimitives.ReadInt32LittleEndian(page[12..]), capacity = BinaryPrimitives.ReadInt32LittleEndian(page[16..]), at = TextAt;
        // A checksum is no proof of good will: whoever can write the file can write that too.
        return rowBytes > 0 && capacity is > 0 and <= MostRows && ReadText(page, ref at) is { } network && ReadText(page, ref at) is { } text
            ? new(page.Slice(DigestAt, 32).ToArray(), rowBytes, capacity, network, text)
            : null;
    }

    private static int WriteText(Span<byte> page, int at, string text, int most)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, most);
        BinaryPrimitives.WriteInt32LittleEndian(page[at..], length);
        bytes.AsSpan(0, length).CopyTo(page[(at + sizeof(int))..]);
        return at + sizeof(int) + length;
    }

    private static string? ReadText(ReadOnlySpan<byte> page, ref int at)
    {
        if (at + sizeof(int) > ChecksumAt)
        {
            return null;
        }
        int length = BinaryPrimitives.ReadInt32LittleEndian(page[at..]), start = at + sizeof(int);
        if (length < 0 || length > ChecksumAt - start)
        {
            return null;
        }
        at = start + length;
        return Encoding.UTF8.GetString(page.Slice(start, length));
    }
}
