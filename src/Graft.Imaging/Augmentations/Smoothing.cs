using System.Buffers;

namespace Graft.Imaging;

/// <summary>Sharper or softer, by way of a smoothed copy.</summary>
internal static class Smoothing
{
    /// <summary>Blends a plane with its smoothed copy: factor 1 leaves it as it is, 0 is the copy, 2 is as much sharper. In place.</summary>
    /// <remarks>PIL's SMOOTH kernel, ((1, 1, 1), (1, 5, 1), (1, 1, 1)) / 13.</remarks>
    public static void Blend(Span<byte> plane, int width, double factor)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(plane.Length);
        Span<byte> was = rented.AsSpan(0, plane.Length);
        plane.CopyTo(was);
        float keep = (float)factor;
        for (int at = width; at < plane.Length - width; at += width)
        {
            ReadOnlySpan<byte> above = was.Slice(at - width, width), row = was.Slice(at, width), below = was.Slice(at + width, width);
            Span<byte> to = plane.Slice(at, width);
            for (int x = 1; x < width - 1; x++)
            {
                int sum = above[x - 1] + above[x] + above[x + 1] + row[x - 1] + (5 * row[x]) + row[x + 1] + below[x - 1] + below[x] + below[x + 1];
                int smooth = ((2 * sum) + 13) / 26;
                to[x] = (byte)Math.Clamp(smooth + (keep * (row[x] - smooth)) + 0.5f, 0, 255);
            }
        }
        ArrayPool<byte>.Shared.Return(rented);
    }
}
