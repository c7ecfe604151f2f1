using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Graft.Graphs;
using Graft.Weights.TensorFlow.Protobuf;

namespace Graft.Weights.TensorFlow;

/// <summary>A box within a tensor: for each axis the first place and how many there are, or <see cref="All"/>.</summary>
internal readonly record struct TensorSlice(ValueList<long> Starts, ValueList<long> Lengths)
{
    /// <summary>Stands for the whole of an axis.</summary>
    public const long All = -1;

    public static TensorSlice Of(TensorSliceProto slice) => new([.. slice.Extent.Select(extent => extent.Start)], [.. slice.Extent.Select(extent => extent.HasLength ? extent.Length : All)]);

    /// <summary>The box's sizes within a tensor of this shape; null where it has other axes or reaches beyond them.</summary>
    public Shape? Within(Shape shape)
    {
        if (Lengths.Count != shape.Rank)
        {
            return null;
        }
        var sizes = new long[shape.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            (long start, long length) = (Starts[axis], Lengths[axis]);
            sizes[axis] = length == All ? shape[axis] - start : length;
            if (start < 0 || length < All || (length == All && start != 0) || sizes[axis] < 0 || sizes[axis] > shape[axis] - start)
            {
                return null;
            }
        }
        return Shape.Of(sizes);
    }

    /// <summary>The key under which a table keeps this part of the tensor, such that keys sort as names and places do.</summary>
    /// <remarks>tensorflow/core/util/saved_tensor_slice_util.cc and core/lib/strings/ordered_code.cc: a zero, the name, the number of axes, and for each axis start and length.</remarks>
    public byte[] KeyOf(string name)
    {
        List<byte> key = [0];
        foreach (byte letter in Encoding.UTF8.GetBytes(name))
        {
            key.AddRange(letter switch { 0 => [0, 0xFF], 0xFF => [0xFF, 0], _ => [letter] });
        }
        key.AddRange([0, 1]);
        AddNumber(key, Starts.Count);
        for (int axis = 0; axis < Starts.Count; axis++)
        {
            AddSigned(key, Starts[axis]);
            AddSigned(key, Lengths[axis]);
        }
        return [.. key];
    }

    // How many bytes follow, then these, the highest first.
    private static void AddNumber(List<byte> key, int number)
    {
        int bytes = (32 - BitOperations.LeadingZeroCount((uint)number) + 7) / 8;
        key.Add((byte)bytes);
        for (int i = bytes - 1; i >= 0; i--)
        {
            key.Add((byte)(number >> (8 * i)));
        }
    }

    // As many bits equal to the sign as there are bytes, the sign itself included, then one unlike it, and then the number; seven bits of it fit each byte.
    private static void AddSigned(List<byte> key, long number)
    {
        int bits = 64 - BitOperations.LeadingZeroCount((ulong)(number < 0 ? ~number : number)), bytes = (bits / 7) + 1;
        Span<byte> code = stackalloc byte[16];
        code.Fill((byte)(number < 0 ? 0xFF : 0));
        BinaryPrimitives.WriteInt64BigEndian(code[8..], number);
        Span<byte> kept = code[^bytes..];
        for (int bit = 0; bit < bytes; bit++)
        {
            kept[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }
        key.AddRange(kept);
    }
}
