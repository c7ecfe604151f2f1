namespace Graft.Weights.Hdf5;

/// <summary>The links of a group, in any of the three ways in which files keep them.</summary>
internal static class GroupLinks
{
    /// <returns>Null where the header is not that of a group.</returns>
    public static IEnumerable<Hdf5Link>? Read(ObjectHeader header)
    {
        if (header.One(MessageKind.SymbolTable, "a table of names") is { } table)
        {
            return Old(table.Source, table.Address(), table.Address());
        }
        if (header.One(MessageKind.LinkInfo, "a list of links") is not { } info)
        {
            return null;
        }
        info.Version(0, 0);
        info.Skip((info.Byte() & 1) != 0 ? 8 : 0);
        (long heap, long tree) = (info.Address(), info.Address());
        return heap == Hdf5Source.Nowhere ? header.All(MessageKind.Link, "a link").Select(Hdf5Link.Read) : Dense(info.Source, heap, tree);
    }

    // Names in the order of their creation are not kept; a tree sorted by hash leads to them.
    private static IEnumerable<Hdf5Link> Dense(Hdf5Source source, long heapAddress, long tree)
    {
        FractalHeap heap = new(source, heapAddress);
        foreach (Hdf5Cursor record in BTree2.Records(source, tree))
        {
            record.Skip(4);
            yield return Hdf5Link.Read(heap.Read(record));
        }
    }

    private static IEnumerable<Hdf5Link> Old(Hdf5Source source, long tree, long heap)
    {
        ReadOnlyMemory<byte> names = NamesOf(source, heap);
        foreach ((Hdf5Cursor _, long node) in BTree1.Leaves(source, tree, kind: 0, keySize: source.LengthSize))
        {
            Hdf5Cursor prefix = source.At(node, 8, "a list of names");
            prefix.Expect("SNOD");
            prefix.Version(1, 1);
            prefix.Skip(1);
            int count = prefix.UInt16(), size = (2 * source.AddressSize) + 24;
            Hdf5Cursor entries = source.At(node + 8, (long)count * size, "a list of names");
            for (int i = 0; i < count; i++)
            {
                Hdf5Cursor entry = entries.Part(size, "a name");
                (long name, long address) = (entry.Address(), entry.Address());
                if (name < 0 || name > names.Length)
                {
                    throw source.Fault($"a name stands at {name} of a heap of {names.Length} bytes");
                }
                string text = Hdf5Attribute.Text(names.Span[(int)name..]);
                yield return entry.UInt32() == 2 ? throw Hdf5Link.Elsewhere(source, text) : new(text, address);
            }
        }
    }

    private static ReadOnlyMemory<byte> NamesOf(Hdf5Source source, long address)
    {
        Hdf5Cursor heap = source.At(address, 8 + (2 * source.LengthSize) + source.AddressSize, "a heap of names");
        heap.Expect("HEAP");
        heap.Version(0, 0);
        heap.Skip(3);
        long size = heap.Length();
        heap.Length();
        return source.At(heap.Address(), size, "a heap of names").Take(size);
    }
}
