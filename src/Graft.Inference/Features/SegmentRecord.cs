using System.Buffers.Binary;
using Graft.Wire;

namespace Graft.Inference;

/// <summary>What a segment says of one of its rows. A record is written when its row is complete, and counts only if its checksum is right.</summary>
/// <param name="Content">The picture, by the hash of its file.</param>
/// <param name="View">Which view of it; <see cref="Unreadable"/> where it is no picture that can be decoded, and the row holds the reason as UTF-8 text.</param>
/// <param name="Length">Bytes of the row.</param>
/// <param name="Checksum">Checksum of the row.</param>
internal readonly record struct SegmentRecord(UInt128 Content, int View, int Length, uint Checksum)
{
    public const int Bytes = 64;

    public const int Unreadable = -1;

    private const int Used = 1, ChecksumAt = 60;

    public void Write(Span<byte> record)
    {
        record[..Bytes].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record, Used);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], View);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], Checksum);
        BinaryPrimitives.WriteUInt128LittleEndian(record[16..], Content);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChecksumAt..], MaskedCrc.Of(record[..ChecksumAt]));
    }

    /// <summary>Whether anything was ever written there.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> record) => !record[..Bytes].ContainsAnyExcept((byte)0);

    /// <summary>Reads a record; null where it is blank, half-written or damaged.</summary>
    public static SegmentRecord? Read(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadInt32LittleEndian(record) == Used && BinaryPrimitives.ReadUInt32LittleEndian(record[ChecksumAt..]) == MaskedCrc.Of(record[..ChecksumAt])
            ? new(BinaryPrimitives.ReadUInt128LittleEndian(record[16..]), BinaryPrimitives.ReadInt32LittleEndian(record[4..]), BinaryPrimitives.ReadInt32LittleEndian(record[8..]), BinaryPrimitives.ReadUInt32LittleEndian(record[12..]))
            : null;
}
