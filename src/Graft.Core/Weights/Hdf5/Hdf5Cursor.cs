using System.Buffers.Binary;
using System.Text;

namespace Graft.Weights.Hdf5;

/// <summary>Reads one structure of an HDF5 file from its first byte on and never beyond its last.</summary>
internal sealed class Hdf5Cursor(Hdf5Source source, ReadOnlyMemory<byte> bytes, string what)
{
    private int at;

    public Hdf5Source Source => source;

    /// <summary>Bytes not read yet.</summary>
    public int Left => bytes.Length - at;

    public ReadOnlyMemory<byte> Take(long count)
    {
        if (count < 0 || count > Left)
        {
            throw source.Fault($"{what} ends in the middle");
        }
        at += (int)count;
        return bytes.Slice(at - (int)count, (int)count);
    }

    /// <summary>A part of the structure to be read by itself.</summary>
    public Hdf5Cursor Part(long count, string name) => new(source, Take(count), name);

    /// <summary>The same structure from its first byte on.</summary>
    public Hdf5Cursor Again() => new(source, bytes, what);

    public void Skip(long count) => Take(count);

    public byte Byte() => Take(1).Span[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    /// <summary>A whole number of 1 to 8 bytes that is not negative; <see cref="Hdf5Source.Nowhere"/> for all ones.</summary>
    public long Number(int size)
    {
        ReadOnlySpan<byte> digits = Take(size).Span;
        ulong number = 0;
        for (int i = size - 1; i >= 0; i--)
        {
            number = (number << 8) | digits[i];
        }
        return number <= long.MaxValue ? (size < 8 && number == (1UL << (8 * size)) - 1 ? Hdf5Source.Nowhere : (long)number)
            : number == ulong.MaxValue ? Hdf5Source.Nowhere : throw source.Fault($"{what} names the place or size {number}");
    }

    public long Address() => Number(source.AddressSize);

    public long Length() => Number(source.LengthSize);

    /// <summary>Four letters that say what follows.</summary>
    public void Expect(string signature)
    {
        if (!Take(signature.Length).Span.SequenceEqual(Encoding.ASCII.GetBytes(signature)))
        {
            throw source.Fault($"{what} does not begin with '{signature}'");
        }
    }

    /// <summary>The version of the structure.</summary>
    public int Version(int least, int most)
    {
        int version = Byte();
        return version >= least && version <= most ? version : throw source.Fault($"{what} has the unknown version {version}");
    }
}
