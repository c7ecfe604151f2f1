using Graft.Graphs;

namespace Graft.Weights.Hdf5;

/// <summary>Finds the numbers of a data set: in its header, in one piece, or in chunks.</summary>
internal static class DataLayout
{
    private const int Compact = 0, Contiguous = 1, Chunked = 2;

    public static Tensor Read(ObjectHeader header, Hdf5Cursor layout, string path, long[] sizes, ElementType type)
    {
        Hdf5Source source = layout.Source;
        (Shape shape, int bytes) = Dataspace.Measure(source, path, sizes, type);
        int version = layout.Byte();
        if (version is not (3 or 4))
        {
            throw source.Unsupported($"'{path}' is laid out in the form {version}");
        }
        switch ((int)layout.Byte())
        {
            case Compact:
                int length = layout.UInt16();
                return length == bytes ? Tensor.Lazy(type, shape, Held(layout.Take(length))) : throw source.Fault($"'{path}' has {length} bytes, where {bytes} are expected");
            case Contiguous:
                long address = layout.Address();
                source.Claim(bytes == 0 ? 0 : address, bytes, $"'{path}'");
                return Tensor.Lazy(type, shape, () => bytes == 0 ? default : source.Numbers(address, bytes));
            case Chunked:
                FilterPipeline filters = header.One(MessageKind.FilterPipeline, "a list of filters") is { } list ? FilterPipeline.Read(list, path) : new(source, []);
                ChunkedNumbers numbers = version == 3 ? OfVersion3(layout, path, sizes, type, bytes, filters) : OfVersion4(layout, path, sizes, type, bytes, filters);
                return Tensor.Lazy(type, shape, numbers.Read);
            default:
                throw source.Unsupported($"'{path}' is put together from other data sets");
        }
    }

    private static Func<ReadOnlyMemory<byte>> Held(ReadOnlyMemory<byte> bytes) => () => bytes;

    private static ChunkedNumbers OfVersion3(Hdf5Cursor layout, string path, long[] sizes, ElementType type, int bytes, FilterPipeline filters)
    {
        (int axes, long tree) = (layout.Byte(), layout.Address());
        ChunkGrid grid = Grid(layout, path, sizes, type, axes, 4);
        return new(layout.Source, path, grid, grid.OfTree(layout.Source, tree), filters, bytes);
    }

    private static ChunkedNumbers OfVersion4(Hdf5Cursor layout, string path, long[] sizes, ElementType type, int bytes, FilterPipeline filters)
    {
        Hdf5Source source = layout.Source;
        (int flags, int axes, int width) = (layout.Byte(), layout.Byte(), layout.Byte());
        if (width is < 1 or > 8)
        {
            throw source.Fault($"'{path}' has sizes of {width} bytes");
        }
        ChunkGrid grid = Grid(layout, path, sizes, type, axes, width);
        int index = layout.Byte();
        if ((flags & 1) != 0 || index is < 1 or > 3)
        {
            throw source.Unsupported($"the chunks of '{path}' are found in the way {index}", "Save it with sizes that cannot grow, or without chunks.");
        }
        (long length, uint skipped) = index == 1 && (flags & 2) != 0 ? (layout.Length(), layout.UInt32()) : ((long)Int128.Min(grid.ChunkBytes, int.MaxValue), 0u);
        layout.Skip(index == 3 ? 1 : 0);
        long address = layout.Address();
        return new(source, path, grid, index switch
        {
            1 => [new StoredChunk(0, address, length, skipped)],
            2 => InARow(grid, address, length),
            _ => grid.OfTable(source, address),
        }, filters, bytes);
    }

    private static IEnumerable<StoredChunk> InARow(ChunkGrid grid, long address, long length)
    {
        for (long place = 0; place < grid.Total; place++)
        {
            yield return new(place, address + (place * length), length, 0);
        }
    }

    private static ChunkGrid Grid(Hdf5Cursor layout, string path, long[] sizes, ElementType type, int axes, int width)
    {
        var chunk = new long[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            chunk[axis] = layout.Number(width);
        }
        return axes == sizes.Length + 1 && sizes.Length > 0 && chunk.All(size => size is > 0 and <= int.MaxValue) && chunk[^1] == type.Size ? new(sizes, chunk[..^1], type.Size)
            : throw layout.Source.Fault($"'{path}' with {sizes.Length} axes and elements of {type.Size} bytes is said to have chunks of ({string.Join(", ", chunk)})");
    }
}
