using Graft.Graphs;

namespace Graft.Weights.TensorFlow;

/// <summary>A part of a tensor that lies elsewhere than the others: which box of it, and its row-major bytes.</summary>
internal sealed record TensorPart(TensorSlice Slice, Shape Sizes, Func<ReadOnlyMemory<byte>> Read);

/// <summary>Joins a tensor that was saved in parts, as partitioned variables are.</summary>
internal static class TensorParts
{
    /// <summary>Many more than any partitioned variable has; finding parts that overlap takes the square of it.</summary>
    private const int MostParts = 4096;

    // Below this, asking the system for each run of bytes takes longer than seeing the file as memory.
    private const int ShortRun = 4096;

    /// <summary>The tensor; one part that is all of it stays where it lies.</summary>
    public static Tensor Join(ElementType type, Shape shape, IReadOnlyList<TensorPart> parts) => parts is [{ } only] && only.Sizes == shape
        ? Tensor.Lazy(type, shape, only.Read)
        : Tensor.Filled(type, shape, destination =>
        {
            foreach (TensorPart part in parts)
            {
                Copy(part, shape, type.Size, destination);
            }
        });

    /// <summary>Why the parts do not make up a tensor, to end a sentence that begins with its name; null where they do.</summary>
    public static string? Fault(Shape shape, IReadOnlyList<TensorPart> parts)
    {
        if (parts.Count > MostParts)
        {
            return $"was saved in {parts.Count} parts; at most {MostParts} are read";
        }
        for (int i = 0; i < parts.Count; i++)
        {
            for (int k = 0; k < i; k++)
            {
                if (Overlap(parts[i], parts[k]))
                {
                    return $"has parts that overlap: {Text(parts[k])} and {Text(parts[i])}";
                }
            }
        }
        long have = parts.Sum(part => part.Sizes.Elements);
        return have == shape.Elements ? null : $"is incomplete: its parts hold {have} of the {shape.Elements} values of {shape}";
    }

    private static bool Overlap(TensorPart one, TensorPart other)
    {
        for (int axis = 0; axis < one.Sizes.Rank; axis++)
        {
            (long a, long b) = (one.Slice.Starts[axis], other.Slice.Starts[axis]);
            if (a + one.Sizes[axis] <= b || b + other.Sizes[axis] <= a)
            {
                return false;
            }
        }
        return true;
    }

    private static string Text(TensorPart part) => $"{part.Sizes} from {part.Slice.Starts}";

    private static void Copy(TensorPart part, Shape shape, int unit, Span<byte> destination)
    {
        ReadOnlyMemory<byte> from = part.Read();
        if (from.Length == 0)
        {
            return;
        }
        // A run goes through all axes that the part holds whole, and the one before them.
        int outer = shape.Rank;
        long run = unit;
        while (outer > 0 && (outer == shape.Rank || part.Sizes[outer] == shape[outer]))
        {
            run *= part.Sizes[--outer];
        }
        bool mapped = run < ShortRun;
        Span<long> place = stackalloc long[outer];
        place.Clear();
        for (long done = 0; done < from.Length; done += run)
        {
            long at = 0;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                at = (at * shape[axis]) + part.Slice.Starts[axis] + (axis < outer ? place[axis] : 0);
            }
            Span<byte> to = destination.Slice((int)(at * unit), (int)run);
            if (mapped)
            {
                from.Span.Slice((int)done, (int)run).CopyTo(to);
            }
            else
            {
                FileBytes.Copy(from, (int)done, to);
            }
            for (int axis = outer - 1; axis >= 0 && ++place[axis] == part.Sizes[axis]; axis--)
            {
                place[axis] = 0;
            }
        }
        GC.KeepAlive(part);
    }
}
