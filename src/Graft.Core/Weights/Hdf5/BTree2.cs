namespace Graft.Weights.Hdf5;

/// <summary>The newer tree of an HDF5 file: groups with many links or attributes keep them in it.</summary>
internal static class BTree2
{
    private const int Prefix = 6, Checksum = 4, Deepest = 16;

    /// <summary>All records of the tree, those of the leaves and those between them.</summary>
    public static IEnumerable<Hdf5Cursor> Records(Hdf5Source source, long address)
    {
        Hdf5Cursor head = source.At(address, 22 + source.AddressSize + source.LengthSize, "a tree of links");
        head.Expect("BTHD");
        head.Version(0, 0);
        int kind = head.Byte();
        (long nodeSize, int recordSize, int depth) = (head.UInt32(), head.UInt16(), head.UInt16());
        head.Skip(2);
        (long root, int count) = (head.Address(), head.UInt16());
        if (depth > Deepest || recordSize == 0 || nodeSize < Prefix + Checksum + recordSize)
        {
            throw source.Fault($"a tree of links has {depth} levels of nodes of {nodeSize} bytes with records of {recordSize}");
        }
        Pointers[] pointers = PointersOf(source, nodeSize, recordSize, depth);
        HashSet<long> seen = [];
        Stack<(long Address, long Count, int Level)> nodes = new(root == Hdf5Source.Nowhere ? [] : [(root, count, depth)]);
        while (nodes.TryPop(out (long Address, long Count, int Level) node))
        {
            long size = node.Count * recordSize;
            if (!seen.Add(node.Address) || size > nodeSize)
            {
                throw source.Fault("a tree of links reaches one node twice, or has a node that overflows");
            }
            Hdf5Cursor body = source.At(node.Address, Prefix + size + (node.Level == 0 ? 0 : (node.Count + 1) * pointers[node.Level].Size), "a tree's node");
            body.Expect(node.Level == 0 ? "BTLF" : "BTIN");
            body.Version(0, 0);
            if (body.Byte() != kind)
            {
                throw source.Fault("a tree's node is of another kind than its tree");
            }
            for (long i = 0; i < node.Count; i++)
            {
                yield return body.Part(recordSize, "a tree's record");
            }
            for (long i = 0; node.Level > 0 && i <= node.Count; i++)
            {
                (long child, long records) = (body.Address(), body.Number(pointers[node.Level].CountSize));
                body.Skip(pointers[node.Level].TotalSize);
                nodes.Push((child, Math.Max(0, records), node.Level - 1));
            }
        }
    }

    /// <summary>How wide a pointer to a child is: its address, the number of its records, and of those below it too.</summary>
    private readonly record struct Pointers(int Size, int CountSize, int TotalSize);

    // The widths follow from how many records a node of each level can hold.
    private static Pointers[] PointersOf(Hdf5Source source, long nodeSize, int recordSize, int depth)
    {
        var pointers = new Pointers[depth + 1];
        Int128 most = (nodeSize - Prefix - Checksum) / recordSize, below = most;
        int countSize = BytesOf(most), totalSize = 0;
        for (int level = 1; level <= depth; level++)
        {
            pointers[level] = new(source.AddressSize + countSize + totalSize, countSize, totalSize);
            Int128 own = (nodeSize - Prefix - Checksum - pointers[level].Size) / (recordSize + pointers[level].Size);
            below = Int128.Min((Int128.Max(own, 0) + 1) * below + Int128.Max(own, 0), ulong.MaxValue);
            totalSize = BytesOf(below);
        }
        return pointers;
    }

    private static int BytesOf(Int128 most) => ((int)Int128.Log2(Int128.Max(most, 1)) / 8) + 1;
}
