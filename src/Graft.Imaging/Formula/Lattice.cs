using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft.Imaging.Formula;

/// <summary>Random but smooth functions of the plane, made of random numbers on its integer grid.</summary>
internal static class Lattice
{
    /// <summary>Value noise in [0, 1) with features about one unit wide: random numbers of the four cells around, blended by a cubic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Noise(Vector256<float> x, Vector256<float> y, uint seed)
    {
        Vector256<float> left = Vector256.Floor(x), top = Vector256.Floor(y), u = Fade(x - left), v = Fade(y - top);
        Vector256<int> i = Vector256.ConvertToInt32(left), j = Vector256.ConvertToInt32(top), right = i + Vector256<int>.One, below = j + Vector256<int>.One;
        Vector256<float> upper = Lanes.Mix(Lanes.Unit(Lanes.Hash(i, j, seed)), Lanes.Unit(Lanes.Hash(right, j, seed)), u);
        Vector256<float> lower = Lanes.Mix(Lanes.Unit(Lanes.Hash(i, below, seed)), Lanes.Unit(Lanes.Hash(right, below, seed)), u);
        return Lanes.Mix(upper, lower, v);
    }

    /// <summary>Three octaves of noise in [0, 1): each twice as fine and half as strong as the one before (fractional Brownian motion).</summary>
    public static Vector256<float> Cloud(Vector256<float> x, Vector256<float> y, uint seed) =>
        (Noise(x, y, seed) * 0.57f) + (Noise((x * 2.03f) + Vector256.Create(17.3f), (y * 2.03f) + Vector256.Create(5.1f), seed + 1) * 0.29f)
        + (Noise((x * 4.11f) + Vector256.Create(3.7f), (y * 4.11f) + Vector256.Create(29.9f), seed + 2) * 0.14f);

    /// <summary>The nearest of one random point in each cell of the grid, of those in the 3 × 3 cells around.</summary>
    /// <remarks>Worley 1996, A cellular texture basis function.</remarks>
    /// <param name="second">The square of the distance to the second nearest.</param>
    /// <param name="identity">Random bits of the nearest point's cell.</param>
    /// <returns>The square of the distance to the nearest.</returns>
    public static Vector256<float> Cells(Vector256<float> x, Vector256<float> y, uint seed, out Vector256<float> second, out Vector256<uint> identity)
    {
        Vector256<float> left = Vector256.Floor(x), top = Vector256.Floor(y), u = x - left, v = y - top;
        Vector256<int> i = Vector256.ConvertToInt32(left), j = Vector256.ConvertToInt32(top);
        Vector256<float> first = Vector256.Create(9f);
        second = first;
        identity = Vector256<uint>.Zero;
        for (int down = -1; down <= 1; down++)
        {
            for (int across = -1; across <= 1; across++)
            {
                Vector256<uint> bits = Lanes.Hash(i + Vector256.Create(across), j + Vector256.Create(down), seed);
                Vector256<float> dx = Vector256.Create((float)across) + Lanes.Unit(bits) - u, dy = Vector256.Create((float)down) + Lanes.LowUnit(bits) - v;
                Vector256<float> distance = (dx * dx) + (dy * dy);
                Vector256<float> nearer = Vector256.LessThan(distance, first);
                second = Vector256.Min(second, Vector256.Max(first, distance));
                identity = Vector256.ConditionalSelect(nearer.AsUInt32(), bits, identity);
                first = Vector256.Min(first, distance);
            }
        }
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fade(Vector256<float> t) => t * t * (Vector256.Create(3f) - (t * 2f));
}
