using Graft.Graphs;

namespace Graft.Weights;

/// <summary>Collects the elements of a strided view into row-major order.</summary>
internal static class StridedBytes
{
    /// <param name="view">The bytes from the view's first element on.</param>
    /// <param name="steps">For each axis, the bytes from one place to the next; the caller has checked that none leads out of the view.</param>
    /// <param name="unit">Bytes of one element.</param>
    public static byte[] Gather(ReadOnlySpan<byte> view, Shape shape, ReadOnlySpan<long> steps, int unit)
    {
        var gathered = new byte[checked((int)(shape.Elements * unit))];
        if (shape.Rank == 0)
        {
            view[..unit].CopyTo(gathered);
            return gathered;
        }
        Span<long> place = stackalloc long[shape.Rank];
        long from = 0;
        for (int at = 0; at < gathered.Length; at += unit)
        {
            view.Slice((int)from, unit).CopyTo(gathered.AsSpan(at));
            // Like an odometer: the last axis turns fastest, and one that is through goes back to 0 and moves the one before it.
            int axis = shape.Rank - 1;
            from += steps[axis];
            while (++place[axis] == shape[axis] && axis > 0)
            {
                from -= steps[axis] * shape[axis];
                place[axis--] = 0;
                from += steps[axis];
            }
        }
        return gathered;
    }
}
