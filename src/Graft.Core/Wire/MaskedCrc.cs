using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft.Wire;

/// <summary>TensorFlow's checksum of records, table blocks and tensors: CRC-32C (Castagnoli), rotated and shifted by a constant, because a checksum of bytes that hold their own checksum is weak.</summary>
/// <remarks>RFC 3720, appendix B.4, for CRC-32C; tensorflow/core/lib/hash/crc32c.h for the mask.</remarks>
public struct MaskedCrc()
{
    private const uint Mask = 0xA282EAD8;

    private uint crc = ~0u;

    /// <summary>The checksum of everything appended.</summary>
    public readonly uint Value => BitOperations.RotateRight(~crc, 15) + Mask;

    public static uint Of(ReadOnlySpan<byte> data)
    {
        MaskedCrc crc = new();
        crc.Append(data);
        return crc.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<byte> data)
    {
        uint state = crc;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words)
        {
            state = BitOperations.Crc32C(state, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }
        foreach (byte rest in data[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, rest);
        }
        crc = state;
    }
}
