namespace Graft.Weights.Hdf5;

/// <summary>The older tree of an HDF5 file: groups keep their names in it, data sets their chunks.</summary>
internal static class BTree1
{
    /// <summary>What the lowest nodes point at, in order, each with the key before it.</summary>
    /// <param name="kind">0 for groups, 1 for chunks.</param>
    public static IEnumerable<(Hdf5Cursor Key, long Address)> Leaves(Hdf5Source source, long root, int kind, int keySize)
    {
        if (root == Hdf5Source.Nowhere)
        {
            yield break;
        }
        HashSet<long> seen = [];
        Stack<(long Address, int Level)> nodes = new([(root, -1)]);
        while (nodes.TryPop(out (long Address, int Level) next))
        {
            if (!seen.Add(next.Address))
            {
                throw source.Fault("a tree of names or chunks reaches one node twice");
            }
            Hdf5Cursor head = source.At(next.Address, 8, "a tree's node");
            head.Expect("TREE");
            (int found, int level, int count) = (head.Byte(), head.Byte(), head.UInt16());
            if (found != kind || (next.Level >= 0 && level != next.Level))
            {
                throw source.Fault($"a tree's node is of kind {found} and level {level}, where {kind} and {next.Level} are expected");
            }
            Hdf5Cursor body = source.At(next.Address + 8, ((count + 2L) * source.AddressSize) + ((count + 1L) * keySize), "a tree's node");
            body.Skip(2 * source.AddressSize);
            List<(long, int)> children = [];
            for (int i = 0; i < count; i++)
            {
                Hdf5Cursor key = body.Part(keySize, "a tree's key");
                long address = body.Address();
                if (level == 0)
                {
                    yield return (key, address);
                }
                children.Add((address, level - 1));
            }
            for (int i = count - 1; level > 0 && i >= 0; i--)
            {
                nodes.Push(children[i]);
            }
        }
    }
}
