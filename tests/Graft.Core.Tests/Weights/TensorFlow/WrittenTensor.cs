using System.Text;
using Graft.Graphs;

namespace Graft.Core.Tests.Weights.TensorFlow;

/// <summary>A tensor to be written into a checkpoint, whole or in parts: for each part and axis the first place and how many.</summary>
internal sealed record WrittenTensor(string Name, ElementType Type, long[] Sizes, byte[] Bytes, params (long Start, long Length)[][] Parts)
{
    /// <summary>TensorFlow's number of the type (types.proto).</summary>
    public int TypeNumber => Type switch
    {
        ElementType.Float32 => 1,
        ElementType.Float64 => 2,
        ElementType.Int32 => 3,
        ElementType.UInt8 => 4,
        ElementType.Int16 => 5,
        ElementType.Int8 => 6,
        ElementType.Int64 => 9,
        ElementType.Bool => 10,
        ElementType.BFloat16 => 14,
        ElementType.UInt16 => 17,
        ElementType.Float16 => 19,
        ElementType.UInt32 => 22,
        _ => 23,
    };

    public IEnumerable<(long Start, long Length)[]?> Pieces => Parts.Length == 0 ? new (long, long)[]?[] { null } : Parts;

    public byte[] Shape => ShapeOf(null);

    public byte[] ShapeOf((long Start, long Length)[]? part) => [.. (part?.Select(extent => extent.Length) ?? Sizes).SelectMany(size => Wire.Message(2, Wire.Number(1, size)))];

    public byte[] SliceOf((long Start, long Length)[]? part) => [.. Sizes.SelectMany((_, axis) => part is null ? Wire.Message(1) : Wire.Message(1, Wire.Number(1, part[axis].Start), [16, .. Wire.Varint(part[axis].Length)]))];

    /// <summary>The key of a part, such that bytewise order is that of names and places (ordered_code.cc).</summary>
    public byte[] KeyOf((long Start, long Length)[]? part)
    {
        List<byte> key = [0, .. Encoding.UTF8.GetBytes(Name), 0, 1];
        key.AddRange(Sizes.Length == 0 ? [0] : new byte[] { 1, (byte)Sizes.Length });
        for (int axis = 0; axis < Sizes.Length; axis++)
        {
            Add(part?[axis].Start ?? 0);
            if (part is null)
            {
                key.Add(0x7F); // minus one: all of it
            }
            else
            {
                Add(part[axis].Length);
            }
        }
        return [.. key];

        void Add(long number)
        {
            // Only what is needed here: a number from 0 on, in one to four bytes.
            byte[] bytes = number < 1 << 6 ? [(byte)(number | 0x80)]
                : number < 1 << 13 ? [(byte)((number >> 8) | 0xC0), (byte)number]
                : number < 1 << 20 ? [(byte)((number >> 16) | 0xE0), (byte)(number >> 8), (byte)number]
                : [(byte)((number >> 24) | 0xF0), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
            key.AddRange(bytes);
        }
    }

    /// <summary>The row-major bytes of a part.</summary>
    public byte[] BytesOf((long Start, long Length)[]? part)
    {
        if (part is null)
        {
            return Bytes;
        }
        List<byte> bytes = [];
        Collect(0, 0);
        return [.. bytes];

        void Collect(int axis, long at)
        {
            if (axis == Sizes.Length)
            {
                bytes.AddRange(Bytes.AsSpan((int)at * Type.Size, Type.Size));
                return;
            }
            for (long place = part[axis].Start; place < part[axis].Start + part[axis].Length; place++)
            {
                Collect(axis + 1, (at * Sizes[axis]) + place);
            }
        }
    }
}
