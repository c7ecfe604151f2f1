using System.Numerics;

namespace Graft.Weights.Hdf5;

/// <summary>Where groups of the newer form keep many links or attributes: blocks of doubling size, seen as one long row of bytes.</summary>
internal sealed class FractalHeap
{
    private readonly Hdf5Source source;
    private readonly int width, lastDirect, offsetSize, lengthSize, rootRows;
    private readonly long smallest, root;

    public FractalHeap(Hdf5Source source, long address)
    {
        this.source = source;
        Hdf5Cursor head = source.At(address, 22 + (12 * source.LengthSize) + (3 * source.AddressSize), "a heap of links");
        head.Expect("FRHP");
        head.Version(0, 0);
        head.Skip(2);
        if (head.UInt16() != 0)
        {
            throw source.Unsupported("a list of links is compressed");
        }
        head.Skip(1);
        long largestObject = head.UInt32();
        head.Skip((10 * source.LengthSize) + (2 * source.AddressSize));
        (width, smallest) = (head.UInt16(), head.Length());
        long largest = head.Length();
        int bits = head.UInt16();
        head.Skip(2);
        (root, rootRows) = (head.Address(), head.UInt16());
        if (width == 0 || smallest <= 0 || largest < smallest || !BitOperations.IsPow2(smallest) || !BitOperations.IsPow2(largest) || !BitOperations.IsPow2(width) || bits is 0 or > 64)
        {
            throw source.Fault($"a heap of links has {width} blocks of {smallest} to {largest} bytes a row and {bits} bits of offsets");
        }
        lastDirect = BitOperations.Log2((ulong)largest) - BitOperations.Log2((ulong)smallest) + 1;
        offsetSize = (bits + 7) / 8;
        lengthSize = Math.Min((BitOperations.Log2((ulong)largest) + 7) / 8, (BitOperations.Log2((ulong)Math.Max(largestObject, 1)) / 8) + 1);
    }

    /// <summary>The object that an identifier at the cursor stands for.</summary>
    public Hdf5Cursor Read(Hdf5Cursor identifier)
    {
        int kind = (identifier.Byte() >> 4) & 3;
        if (kind != 0)
        {
            throw source.Unsupported("a link or an attribute is too large or too small for its heap");
        }
        (long offset, long length) = (identifier.Number(offsetSize), identifier.Number(lengthSize));
        return offset < 0 || length < 0 ? throw Lost() : source.At(Find(offset, length), length, "a link or an attribute");
    }

    private long Find(long offset, long length)
    {
        (long block, int rows) = (root, rootRows);
        while (rows > 0)
        {
            int row = 0;
            while (row < rows && offset >= EndOf(row))
            {
                row++;
            }
            if (row == rows)
            {
                throw Lost();
            }
            long start = row == 0 ? 0 : EndOf(row - 1), column = (offset - start) / SizeOf(row);
            block = Child(block, (row * (long)width) + column);
            offset -= start + (column * SizeOf(row));
            rows = row <= lastDirect ? 0 : BitOperations.Log2((ulong)SizeOf(row)) - BitOperations.Log2((ulong)smallest) - BitOperations.Log2((ulong)width) + 1;
        }
        return block < 0 || length > long.MaxValue - block - offset ? throw Lost() : block + offset;
    }

    // Rows are read from an indirect block: a prefix, then the addresses of its blocks, row by row.
    private long Child(long block, long place) => block < 0 ? throw Lost()
        : source.At(block + 5 + source.AddressSize + offsetSize + (place * source.AddressSize), source.AddressSize, "a heap of links").Address();

    private long SizeOf(int row) => Bounded((Int128)smallest << Math.Max(0, row - 1));

    private long EndOf(int row) => Bounded((Int128)width * smallest << row);

    private long Bounded(Int128 size) => size <= long.MaxValue >> 8 ? (long)size : throw Lost();

    private WeightFileException Lost() => source.Fault("a link or an attribute lies outside its heap");
}
