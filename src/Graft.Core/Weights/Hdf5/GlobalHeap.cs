namespace Graft.Weights.Hdf5;

/// <summary>Where a file keeps texts of varying length.</summary>
internal sealed class GlobalHeap(Hdf5Source source)
{
    private readonly Dictionary<long, Dictionary<int, ReadOnlyMemory<byte>>> collections = [];

    /// <summary>The bytes that an element (length, address, index) refers to.</summary>
    public ReadOnlyMemory<byte> Read(Hdf5Cursor element)
    {
        (uint length, long address, uint index) = (element.UInt32(), element.Address(), element.UInt32());
        if (length == 0)
        {
            return default;
        }
        if (!collections.TryGetValue(address, out Dictionary<int, ReadOnlyMemory<byte>>? objects))
        {
            collections[address] = objects = ReadCollection(address);
        }
        return objects.TryGetValue((int)Math.Min(index, int.MaxValue), out ReadOnlyMemory<byte> bytes) && length <= bytes.Length ? bytes[..(int)length]
            : throw source.Fault($"a text of {length} bytes is not in the heap at {address}");
    }

    private Dictionary<int, ReadOnlyMemory<byte>> ReadCollection(long address)
    {
        Hdf5Cursor head = source.At(address, 8 + source.LengthSize, "a heap of texts");
        head.Expect("GCOL");
        head.Version(1, 1);
        head.Skip(3);
        Hdf5Cursor body = source.At(address, head.Length(), "a heap of texts");
        body.Skip(8 + source.LengthSize);
        Dictionary<int, ReadOnlyMemory<byte>> objects = [];
        while (body.Left >= 8 + source.LengthSize)
        {
            int index = body.UInt16();
            body.Skip(6);
            if (index == 0)
            {
                break; // free space
            }
            long length = body.Length();
            objects[index] = body.Take(length);
            body.Skip(Math.Min(body.Left, (8 - (length % 8)) % 8));
        }
        return objects;
    }
}
