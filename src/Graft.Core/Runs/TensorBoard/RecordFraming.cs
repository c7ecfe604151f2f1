using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft.Runs.TensorBoard;

/// <summary>How TensorFlow puts records into a file: length (8 bytes), its checksum (4), the bytes, their checksum (4), all little-endian.</summary>
/// <remarks>tensorflow/core/lib/io/record_writer.cc. The checksum is CRC-32C (Castagnoli), rotated and shifted by a constant, because a checksum of bytes that hold their own checksum is weak.</remarks>
internal static class RecordFraming
{
    public const int HeaderBytes = 12;

    public const int FooterBytes = 4;

    private const uint Mask = 0xA282EAD8;

    /// <summary>One record, framed.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        var record = new byte[HeaderBytes + data.Length + FooterBytes];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Checksum(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderBytes + data.Length), Checksum(data));
        return record;
    }

    public static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = ~0u;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }
        foreach (byte rest in data[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }
        return BitOperations.RotateRight(~crc, 15) + Mask;
    }
}
