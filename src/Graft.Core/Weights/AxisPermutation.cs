using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Graft.Graphs;

namespace Graft.Weights;

/// <summary>Writes row-major numbers with their axes in another order, straight to where they are wanted and in pieces that fit the processor's cache.</summary>
/// <remarks>TensorFlow's (7, 7, 512, 4096) becomes (4096, 512, 7, 7): 400 MB in which neighbours end up 100 kB apart. Numbers of a file are read through a buffer of a few megabytes, so that its pages do not become resident beside the result.</remarks>
internal sealed class AxisPermutation
{
    /// <summary>Bytes of a file that are in the buffer at once, about.</summary>
    private const int Buffer = 4 << 20;

    // Below this, asking the system for each run of bytes takes longer than seeing the file as memory.
    private const int ShortRun = 4096;

    private const int MostThreads = 4;

    // Numbers of 4 bytes in a cache line: tiles of that side read whole lines and write whole lines.
    private const int Tile = 16;

    private readonly long[] sizes;
    private readonly int[] order;
    private readonly int unit;

    /// <param name="shape">The sizes of the axes as they lie in the source.</param>
    /// <param name="order">For each axis of the result, which axis of the source it is.</param>
    /// <param name="unit">Bytes of one number.</param>
    public AxisPermutation(Shape shape, ReadOnlySpan<int> order, int unit)
    {
        // Axes of size 1 do not matter, and axes that stay neighbours are one.
        List<List<int>> groups = [];
        foreach (int axis in order)
        {
            if (shape[axis] == 1)
            {
                continue;
            }
            if (groups.Count > 0 && Follows(groups[^1][^1], axis))
            {
                groups[^1].Add(axis);
            }
            else
            {
                groups.Add([axis]);
            }
        }
        int[] inSource = [.. Enumerable.Range(0, groups.Count).OrderBy(i => groups[i][0])];
        sizes = [.. inSource.Select(i => groups[i].Aggregate(1L, (product, axis) => product * shape[axis]))];
        this.order = new int[groups.Count];
        for (int source = 0; source < inSource.Length; source++)
        {
            this.order[inSource[source]] = source;
        }
        // An innermost axis that stays innermost makes larger units.
        if (sizes.Length > 0 && this.order[^1] == sizes.Length - 1)
        {
            unit = checked((int)(unit * sizes[^1]));
            (sizes, this.order) = (sizes[..^1], this.order[..^1]);
        }
        this.unit = unit;

        bool Follows(int axis, int next)
        {
            for (axis++; axis < next && shape[axis] == 1; axis++)
            {
            }
            return axis == next;
        }
    }

    /// <param name="from">All numbers of the source.</param>
    /// <param name="to">As many bytes.</param>
    public void Write(ReadOnlyMemory<byte> from, Span<byte> to)
    {
        if (to.IsEmpty)
        {
            return;
        }
        if (sizes.Length == 0)
        {
            FileBytes.Copy(from, 0, to);
            return;
        }
        long[] fromStrides = StridesOf(sizes), inResult = StridesOf([.. order.Select(axis => sizes[axis])]), toStrides = new long[sizes.Length];
        for (int i = 0; i < order.Length; i++)
        {
            toStrides[order[i]] = inResult[i];
        }
        if (MemoryMarshal.TryGetMemoryManager(from, out FileBytes? _, out _, out _) && SplitAxis(fromStrides) is >= 0 and int split)
        {
            WriteInPieces(from, to, split, fromStrides, toStrides);
        }
        else
        {
            Write(from.Span, to, sizes, fromStrides, toStrides);
        }
        GC.KeepAlive(from);
    }

    /// <summary>The axis along which a file is read in pieces: the outermost of the result that leaves runs long enough on both sides; −1 where none does.</summary>
    private int SplitAxis(long[] fromStrides)
    {
        long all = sizes.Aggregate((long)unit, (product, size) => product * size);
        foreach (int axis in order.Where(axis => axis != sizes.Length - 1))
        {
            if (all / sizes[axis] <= Buffer && (axis == 0 || PlacesAtOnce(axis, all) * fromStrides[axis] * unit >= ShortRun))
            {
                return axis;
            }
        }
        return -1;
    }

    /// <summary>How many places of the axis fit the buffer.</summary>
    private long PlacesAtOnce(int axis, long all) => Math.Clamp(Buffer / (all / sizes[axis]), 1, sizes[axis]);

    // Two cores or more: half of the time goes into pages of memory that are touched for the first time, and into copies from the system's cache.
    private unsafe void WriteInPieces(ReadOnlyMemory<byte> from, Span<byte> to, int split, long[] fromStrides, long[] toStrides)
    {
        long all = sizes.Aggregate((long)unit, (product, size) => product * size), outer = sizes[..split].Aggregate(1L, (product, size) => product * size);
        int most = (int)PlacesAtOnce(split, all), length = to.Length;
        fixed (byte* pinned = to)
        {
            byte* result = pinned;
            ForEachPiece((sizes[split] + most - 1) / most, index =>
            {
                long first = index * most, count = Math.Min(most, sizes[split] - first);
                int run = (int)(count * fromStrides[split] * unit), start = (int)(first * toStrides[split] * unit);
                byte[] buffer = ArrayPool<byte>.Shared.Rent((int)outer * run);
                for (int i = 0; i < outer; i++)
                {
                    FileBytes.Copy(from, (int)(((i * sizes[split]) + first) * fromStrides[split] * unit), buffer.AsSpan(i * run, run));
                }
                long[] piece = [.. sizes];
                piece[split] = count;
                Write(buffer.AsSpan(0, (int)outer * run), new Span<byte>(result + start, length - start), piece, StridesOf(piece), toStrides);
                ArrayPool<byte>.Shared.Return(buffer);
            });
        }
    }

    /// <exception cref="GraftException">What went wrong with a piece, as if there were one thread.</exception>
    private static void ForEachPiece(long pieces, Action<long> write)
    {
        try
        {
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostThreads, Environment.ProcessorCount) }, write);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    private void Write(ReadOnlySpan<byte> from, Span<byte> to, long[] sizes, long[] fromStrides, long[] toStrides)
    {
        switch (unit)
        {
            case 1: Transpose(from, to, sizes, fromStrides, toStrides); break;
            case 2: Transpose(MemoryMarshal.Cast<byte, ushort>(from), MemoryMarshal.Cast<byte, ushort>(to), sizes, fromStrides, toStrides); break;
            case 4: Transpose(MemoryMarshal.Cast<byte, uint>(from), MemoryMarshal.Cast<byte, uint>(to), sizes, fromStrides, toStrides); break;
            case 8: Transpose(MemoryMarshal.Cast<byte, ulong>(from), MemoryMarshal.Cast<byte, ulong>(to), sizes, fromStrides, toStrides); break;
            default: MoveUnits(from, to, sizes, fromStrides, toStrides); break;
        }
    }

    // The source's innermost axis and the result's innermost one are a matrix that is transposed, in tiles; the others are gone through around it.
    // Compiled well at once: a large network is loaded before the runtime would find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Transpose<T>(ReadOnlySpan<T> from, Span<T> to, long[] sizes, long[] fromStrides, long[] toStrides) where T : unmanaged
    {
        int inner = sizes.Length - 1, innerOfResult = order[^1];
        (long columns, long rows, long rowStep, long columnStep) = (sizes[inner], sizes[innerOfResult], fromStrides[innerOfResult], toStrides[inner]);
        int[] around = [.. Enumerable.Range(0, inner).Where(axis => axis != innerOfResult)];
        fixed (T* source = from, result = to)
        {
            for (long column = 0; column < columns; column += Tile)
            {
                long columnEnd = Math.Min(column + Tile, columns);
                foreach ((long read, long write) in Places(around, sizes, fromStrides, toStrides))
                {
                    for (long row = 0; row < rows; row += Tile)
                    {
                        TransposeTile(source + read, result + write, row, Math.Min(row + Tile, rows), rowStep, column, columnEnd, columnStep);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void TransposeTile<T>(T* source, T* result, long row, long rowEnd, long rowStep, long column, long columnEnd, long columnStep) where T : unmanaged
    {
        for (long c = column; c < columnEnd; c++)
        {
            T* read = source + c + (row * rowStep), write = result + (c * columnStep);
            for (long r = row; r < rowEnd; r++)
            {
                write[r] = *read;
                read += rowStep;
            }
        }
    }

    private void MoveUnits(ReadOnlySpan<byte> from, Span<byte> to, long[] sizes, long[] fromStrides, long[] toStrides)
    {
        foreach ((long read, long write) in Places([.. order], sizes, fromStrides, toStrides))
        {
            from.Slice((int)(read * unit), unit).CopyTo(to[(int)(write * unit)..]);
        }
    }

    /// <summary>Goes through some axes, the last of them fastest, and says where each place lies on both sides.</summary>
    private static IEnumerable<(long Read, long Write)> Places(int[] axes, long[] sizes, long[] fromStrides, long[] toStrides)
    {
        var place = new long[axes.Length];
        (long read, long write) = (0, 0);
        while (true)
        {
            yield return (read, write);
            int i = axes.Length - 1;
            for (; i >= 0; i--)
            {
                int axis = axes[i];
                read += fromStrides[axis];
                write += toStrides[axis];
                if (++place[i] < sizes[axis])
                {
                    break;
                }
                read -= sizes[axis] * fromStrides[axis];
                write -= sizes[axis] * toStrides[axis];
                place[i] = 0;
            }
            if (i < 0)
            {
                yield break;
            }
        }
    }

    private static long[] StridesOf(long[] sizes)
    {
        var strides = new long[sizes.Length];
        for (long axis = sizes.Length - 1, stride = 1; axis >= 0; stride *= sizes[axis--])
        {
            strides[axis] = stride;
        }
        return strides;
    }
}
