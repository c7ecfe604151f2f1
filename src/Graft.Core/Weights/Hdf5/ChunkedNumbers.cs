namespace Graft.Weights.Hdf5;

/// <summary>Puts the numbers of a chunked data set together when they are asked for.</summary>
internal sealed class ChunkedNumbers
{
    private readonly Hdf5Source source;
    private readonly ChunkGrid grid;
    private readonly StoredChunk[] chunks;
    private readonly FilterPipeline filters;
    private readonly int bytes;

    public ChunkedNumbers(Hdf5Source source, string path, ChunkGrid grid, IEnumerable<StoredChunk> stored, FilterPipeline filters, int bytes)
    {
        (this.source, this.grid, this.filters, this.bytes) = (source, grid, filters, bytes);
        List<StoredChunk> found = [];
        HashSet<long> places = [];
        Int128 room = 0;
        foreach (StoredChunk chunk in bytes == 0 ? [] : stored)
        {
            source.Claim(chunk.Address, chunk.Length, $"a chunk of '{path}'");
            if (!places.Add(chunk.Place) || found.Count >= grid.Total)
            {
                throw source.Fault($"'{path}' has the chunk {chunk.Place} twice");
            }
            found.Add(chunk);
            room += chunk.Length;
        }
        chunks = [.. found];
        if (bytes > 0 && found.Count < grid.Total)
        {
            throw source.Fault($"of the {grid.Total} chunks of '{path}' only {found.Count} are there");
        }
        // What the chunks could hold bounds what is allocated later.
        Int128 most = Int128.Min(room * (filters.Inflates ? FilterPipeline.MostPerByte : 1), Array.MaxLength - 4);
        if (bytes > 0 && Int128.Max(bytes, grid.ChunkBytes) > most)
        {
            throw source.Fault($"'{path}' should have {bytes} bytes in chunks of {grid.ChunkBytes}, which its {room} stored bytes cannot hold");
        }
    }

    public ReadOnlyMemory<byte> Read()
    {
        var numbers = new byte[bytes];
        foreach (StoredChunk chunk in chunks)
        {
            ReadOnlyMemory<byte> stored = source.Numbers(chunk.Address, (int)chunk.Length);
            Place(filters.Undo(stored, chunk.Skipped, (int)grid.ChunkBytes, grid.Element).Span, chunk.Place, numbers);
        }
        return numbers;
    }

    // Rows of the last axis are copied whole; chunks at the edge stick out of the data set.
    private void Place(ReadOnlySpan<byte> chunk, long place, Span<byte> numbers)
    {
        int rank = grid.Sizes.Length;
        var first = new long[rank];
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            (place, long step) = Math.DivRem(place, grid.Counts[axis]);
            first[axis] = step * grid.Chunk[axis];
        }
        var at = new long[rank];
        long row = Math.Min(grid.Chunk[^1], grid.Sizes[^1] - first[^1]) * grid.Element;
        for (bool more = true; more;)
        {
            (long from, long to) = (0, 0);
            for (int axis = 0; axis < rank; axis++)
            {
                (from, to) = ((from * grid.Chunk[axis]) + at[axis], (to * grid.Sizes[axis]) + first[axis] + at[axis]);
            }
            chunk.Slice((int)(from * grid.Element), (int)row).CopyTo(numbers[(int)(to * grid.Element)..]);
            more = false;
            for (int axis = rank - 2; axis >= 0 && !more; axis--)
            {
                more = ++at[axis] < Math.Min(grid.Chunk[axis], grid.Sizes[axis] - first[axis]);
                at[axis] = more ? at[axis] : 0;
            }
        }
    }
}
