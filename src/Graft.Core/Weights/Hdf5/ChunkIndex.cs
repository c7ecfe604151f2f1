namespace Graft.Weights.Hdf5;

/// <summary>One stored block of a chunked data set.</summary>
/// <param name="Place">Its place among the chunks, row-major.</param>
/// <param name="Skipped">One bit for each filter that it did not pass.</param>
internal readonly record struct StoredChunk(long Place, long Address, long Length, uint Skipped);

/// <summary>The chunks of a data set: sizes of one, how many there are along each axis, and where each lies.</summary>
internal sealed record ChunkGrid(long[] Sizes, long[] Chunk, int Element)
{
    /// <summary>How many chunks lie along each axis.</summary>
    public long[] Counts { get; } = [.. Sizes.Zip(Chunk, (size, chunk) => (size + chunk - 1) / chunk)];

    public Int128 Total => Counts.Aggregate((Int128)1, (product, count) => product * count);

    /// <summary>Bytes of one chunk before filters.</summary>
    public Int128 ChunkBytes => Chunk.Aggregate((Int128)Element, (product, size) => product * size);

    /// <summary>The chunks in a tree of the older form; each key holds bytes, skipped filters and the place of the first element.</summary>
    public IEnumerable<StoredChunk> OfTree(Hdf5Source source, long root)
    {
        foreach ((Hdf5Cursor key, long address) in BTree1.Leaves(source, root, kind: 1, keySize: 8 + (8 * (Sizes.Length + 1))))
        {
            (uint length, uint skipped) = (key.UInt32(), key.UInt32());
            Int128 place = 0;
            for (int axis = 0; axis < Sizes.Length; axis++)
            {
                long first = key.Number(8);
                if (first < 0 || first >= Sizes[axis] || first % Chunk[axis] != 0)
                {
                    throw source.Fault($"a chunk begins at {first} of an axis of {Sizes[axis]} with chunks of {Chunk[axis]}");
                }
                place = (place * Counts[axis]) + (first / Chunk[axis]);
            }
            yield return new((long)place, address, length, skipped);
        }
    }

    /// <summary>The chunks in a table of the newer form.</summary>
    public IEnumerable<StoredChunk> OfTable(Hdf5Source source, long address)
    {
        Hdf5Cursor head = source.At(address, 12 + source.LengthSize + source.AddressSize, "a table of chunks");
        head.Expect("FAHD");
        head.Version(0, 0);
        (int client, int entry, int pageBits, long count, long block) = (head.Byte(), head.Byte(), head.Byte(), head.Length(), head.Address());
        int lengthSize = client == 0 ? 0 : entry - source.AddressSize - 4;
        if (count != Total || pageBits > 30 || lengthSize > 8 || (client == 0 ? entry != source.AddressSize : lengthSize < 1))
        {
            throw source.Fault($"a table of chunks has {count} entries of {entry} bytes, where {Total} are expected");
        }
        long pages = count > 1L << pageBits ? (count + (1L << pageBits) - 1) >> pageBits : 0, prefix = 6 + source.AddressSize + ((pages + 7) / 8);
        source.At(block, prefix, "a table of chunks").Expect("FADB");
        for (long page = 0, place = 0; page < Math.Max(pages, 1); page++)
        {
            // Behind the prefix of a table of pages, and behind each page, stands a checksum.
            long entries = pages == 0 ? count : Math.Min(1L << pageBits, count - place), skip = pages == 0 ? 0 : 4 + (page * (((long)entry << pageBits) + 4));
            Hdf5Cursor body = source.At(block + prefix + skip, entries * entry, "a table of chunks");
            for (long i = 0; i < entries; i++)
            {
                long at = body.Address();
                yield return client == 0 ? new(place++, at, (long)ChunkBytes, 0) : new(place++, at, body.Number(lengthSize), body.UInt32());
            }
        }
    }
}
