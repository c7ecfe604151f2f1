using Graft.Graphs;

namespace Graft.Weights.Hdf5;

/// <summary>Reads how many elements there are, and along which axes.</summary>
internal static class Dataspace
{
    /// <returns>The sizes of the axes, outermost first; none for a single element; null where there is no element at all.</returns>
    public static long[]? Read(Hdf5Cursor body)
    {
        int version = body.Version(1, 2), rank = body.Byte();
        if (rank > TensorBytes.MaxRank)
        {
            throw body.Source.Fault($"a data set has {rank} axes");
        }
        body.Skip(1);
        int kind = body.Byte();
        body.Skip(version == 1 ? 4 : 0);
        if (version == 2 && kind == 2)
        {
            return null;
        }
        var sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            sizes[axis] = body.Length();
        }
        return sizes;
    }

    /// <summary>Bytes of a tensor of these sizes.</summary>
    public static (Shape Shape, int Bytes) Measure(Hdf5Source source, string path, long[] sizes, ElementType type) =>
        TensorBytes.TryCount(sizes, type, out long bytes, out string fault) ? (Shape.Of(sizes), (int)bytes) : throw source.Fault($"'{path}' is no tensor: {fault}");
}
