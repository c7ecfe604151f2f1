using System.Buffers.Binary;
using Graft.Graphs;

namespace Graft.Wire;

/// <summary>The numbers of a TensorProto, ONNX's or TensorFlow's, in one of its lists by type, which stand there in place of raw bytes.</summary>
/// <remarks>Floats and doubles lie there as they are; integers are variable-length numbers, narrowed to the element type, and 16-bit floats are the bits of such an integer.</remarks>
internal sealed class TypedNumbers
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> parts;
    private readonly ElementType type;
    private readonly bool isFixed;

    /// <param name="parts">The list's bytes, without tags: whole packed lists or single numbers.</param>
    public TypedNumbers(ElementType type, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        (this.type, this.parts) = (type, parts);
        isFixed = type is ElementType.Float32 or ElementType.Float64;
        ByteLength = isFixed ? parts.Sum(part => (long)part.Length) : parts.Sum(Count) * type.Size;
    }

    /// <summary>The bytes that the numbers take once decoded.</summary>
    public long ByteLength { get; }

    public ReadOnlyMemory<byte> Read()
    {
        if (isFixed && parts.Count == 1)
        {
            return parts[0];
        }
        var bytes = new byte[ByteLength];
        Span<byte> rest = bytes;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            if (isFixed)
            {
                part.Span.CopyTo(rest);
                rest = rest[part.Length..];
            }
            else
            {
                Decode(part.Span, ref rest);
            }
        }
        return bytes;
    }

    /// <summary>Each number ends with a byte below 128.</summary>
    private static long Count(ReadOnlyMemory<byte> part)
    {
        long count = 0;
        foreach (byte next in part.Span)
        {
            count += next < 0x80 ? 1 : 0;
        }
        return count;
    }

    private void Decode(ReadOnlySpan<byte> part, ref Span<byte> rest)
    {
        (ulong value, int shift) = (0, 0);
        Span<byte> whole = stackalloc byte[8];
        foreach (byte next in part)
        {
            value |= (ulong)(next & 0x7F) << Math.Min(shift, 63);
            shift += 7;
            if (next < 0x80)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(whole, value);
                whole[..type.Size].CopyTo(rest);
                rest = rest[type.Size..];
                (value, shift) = (0, 0);
            }
        }
    }
}
