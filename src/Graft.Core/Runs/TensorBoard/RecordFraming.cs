using System.Buffers.Binary;
using Graft.Wire;

namespace Graft.Runs.TensorBoard;

/// <summary>How TensorFlow puts records into a file: length (8 bytes), its checksum (4), the bytes, their checksum (4), all little-endian.</summary>
/// <remarks>tensorflow/core/lib/io/record_writer.cc. The checksum is CRC-32C (Castagnoli), rotated and shifted by a constant, because a checksum of bytes that hold their own checksum is weak.</remarks>
internal static class RecordFraming
{
    public const int HeaderBytes = 12;

    public const int FooterBytes = 4;

    /// <summary>One record, framed.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        var record = new byte[HeaderBytes + data.Length + FooterBytes];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc.Of(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderBytes + data.Length), MaskedCrc.Of(data));
        return record;
    }
}
