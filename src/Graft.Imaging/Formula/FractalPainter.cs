using System.Runtime.CompilerServices;
using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>Points of a fractal that a system of affine maps makes (an iterated function system), light on black.</summary>
/// <remarks>
/// <para>FractalDB: Kataoka et al. 2020 (arXiv:2101.08515). A class is a system of 2 to 8 maps, an instance a change of its numbers, a mirroring and a pattern of 3 × 3 pixels for the points.
/// Where we differ: maps are drawn by their singular values, as Anderson and Farrell 2022 do (arXiv:2110.03091, §3), instead of drawing any and keeping those that fill enough of the picture;
/// all six numbers of a map are changed at once for an instance; a picture takes 16,000 points at 128 pixels.</para>
/// <para>One fractal: Nakamura et al. 2024 (arXiv:2408.00677), where all classes are one fractal and differ by a small change of its numbers.</para>
/// </remarks>
internal static class FractalPainter
{
    private const int MostMaps = 8, Chains = 8, Settling = 20;

    private const float ClassChange = 0.1f, InstanceChange = 0.06f;

    private static readonly long FractalWord = AddressedRandom.Word("fractal"), ChangeWord = AddressedRandom.Word("one-fractal");

    /// <summary>A picture of a class of its own fractal.</summary>
    public static void Paint(Canvas canvas, long seed, int label, AddressedRandom random)
    {
        Maps maps = Draw(new(seed, FractalWord, label), out int count);
        Change(ref maps, count, InstanceChange, ref random);
        Play(canvas, ref maps, count, ref random);
    }

    /// <summary>A picture of a class that is a small change of the one fractal.</summary>
    public static void PaintOne(Canvas canvas, long seed, int label, AddressedRandom random)
    {
        Maps maps = Draw(new(seed, FractalWord, 0), out int count);
        AddressedRandom change = new(seed, ChangeWord, label);
        Change(ref maps, count, ClassChange, ref change);
        Play(canvas, ref maps, count, ref random);
    }

    private static Maps Draw(AddressedRandom random, out int count)
    {
        Maps maps = default;
        count = 2 + random.Next(MostMaps - 1);
        // The sum of all first singular values and twice the second lies in [(5 + N)/2, (6 + N)/2], which makes fractals that are neither dust nor a filled square.
        float wanted = 0.5f * (5 + count + (float)random.NextDouble()), sum = 0;
        Span<float> singular = stackalloc float[2 * MostMaps];
        for (int k = 0; k < count; k++)
        {
            singular[2 * k] = (float)random.Next(0.2, 1);
            singular[(2 * k) + 1] = singular[2 * k] * (float)random.NextDouble();
            sum += singular[2 * k] + (2 * singular[(2 * k) + 1]);
        }
        for (int k = 0; k < count; k++)
        {
            float large = Math.Min(singular[2 * k] * wanted / sum, 0.95f), small = Math.Min(singular[(2 * k) + 1] * wanted / sum, large);
            float one = (float)random.NextDouble(), other = (float)random.NextDouble(), sign = random.Next(2) == 0 ? small : -small;
            (float c, float s, float p, float q) = (Lanes.Cosine(one), Lanes.Sine(one), Lanes.Cosine(other), Lanes.Sine(other));
            maps[k] = new((c * large * p) - (s * sign * q), -(c * large * q) - (s * sign * p), (float)random.Next(-1, 1), (s * large * p) + (c * sign * q), -(s * large * q) + (c * sign * p), (float)random.Next(-1, 1), 0.05f + (large * small));
        }
        return maps;
    }

    private static void Change(ref Maps maps, int count, float part, ref AddressedRandom random)
    {
        for (int k = 0; k < count; k++)
        {
            ref Map map = ref maps[k];
            map = map with { Xx = Of(map.Xx, ref random), Xy = Of(map.Xy, ref random), X = Of(map.X, ref random), Yx = Of(map.Yx, ref random), Yy = Of(map.Yy, ref random), Y = Of(map.Y, ref random) };
        }

        float Of(float value, ref AddressedRandom from) => value + (part * (float)from.Next(-1, 1));
    }

    /// <summary>Lets points hop from map to map (the chaos game of Barnsley 1988) and lights the pixels they land on.</summary>
    private static unsafe void Play(Canvas canvas, ref Maps maps, int count, ref AddressedRandom random)
    {
        int side = canvas.Side, hops = Math.Max(64, side * side / Chains);
        for (int y = 0; y < side; y++)
        {
            new Span<float>(canvas.Colour(0, y), side).Clear();
        }
        // Map of each of 256 numbers, by the area that the maps keep.
        Span<byte> choice = stackalloc byte[256];
        Choose(choice, maps, count);
        Span<float> xs = stackalloc float[Chains], ys = stackalloc float[Chains];
        xs.Clear();
        ys.Clear();
        (float left, float right, float top, float bottom) = Extent(ref maps, choice, random);
        float zoom = side * (float)random.Next(0.7, 0.95), scaleX = zoom / Math.Max(right - left, 0.05f), scaleY = zoom / Math.Max(bottom - top, 0.05f);
        (float moveX, float moveY) = ((side - zoom) * (float)random.NextDouble(), (side - zoom) * (float)random.NextDouble());
        (int mirrorX, int mirrorY) = (random.Next(2), random.Next(2));
        int pattern = 1 | (int)(random.NextBits() & 0x1EF); // of 3 × 3 pixels, the first always lit
        AddressedRandom walk = random;
        for (int hop = -Settling; hop < hops; hop++)
        {
            ulong bits = walk.NextBits();
            for (int chain = 0; chain < Chains; chain++, bits >>= 8)
            {
                ref readonly Map map = ref maps[choice[(int)(bits & 255)]];
                (float x, float y) = map.Of(xs[chain], ys[chain]);
                (xs[chain], ys[chain]) = (Math.Clamp(x, -100, 100), Math.Clamp(y, -100, 100));
                int column = (int)Math.Clamp(((x - left) * scaleX) + moveX, -8f, side + 8f), row = (int)Math.Clamp(((y - top) * scaleY) + moveY, -8f, side + 8f);
                if (hop >= 0 && (uint)column < (uint)side && (uint)row < (uint)side)
                {
                    canvas.Colour(0, mirrorY == 0 ? row : side - 1 - row)[mirrorX == 0 ? column : side - 1 - column] += 1;
                }
            }
        }
        Light(canvas, pattern);
    }

    private static unsafe void Light(Canvas canvas, int pattern)
    {
        int side = canvas.Side;
        for (int y = 0; y < side; y++)
        {
            new Span<float>(canvas.Colour(1, y), side).Clear();
        }
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                if (canvas.Colour(0, y)[x] is > 0 and float hits)
                {
                    float value = Math.Min(1, 0.5f + (0.1f * hits));
                    for (int cell = 0; cell < 9; cell++)
                    {
                        if (((pattern >> cell) & 1) == 1 && y + (cell / 3) < side && x + (cell % 3) < side)
                        {
                            ref float at = ref canvas.Colour(1, y + (cell / 3))[x + (cell % 3)];
                            at = Math.Max(at, value);
                        }
                    }
                }
            }
        }
        for (int y = 0; y < side; y++)
        {
            Span<float> row = new(canvas.Colour(1, y), side);
            row.CopyTo(new(canvas.Colour(0, y), side));
            row.CopyTo(new(canvas.Colour(2, y), side));
        }
    }

    private static void Choose(Span<byte> choice, in Maps maps, int count)
    {
        float all = 0, sum = 0;
        for (int k = 0; k < count; k++)
        {
            all += maps[k].Share;
        }
        int at = 0;
        for (int k = 0; k < count; k++)
        {
            sum += maps[k].Share;
            for (int end = k == count - 1 ? 256 : (int)(256 * sum / all); at < end; at++)
            {
                choice[at] = (byte)k;
            }
        }
    }

    /// <summary>The box that 400 points lie in.</summary>
    private static (float Left, float Right, float Top, float Bottom) Extent(ref Maps maps, ReadOnlySpan<byte> choice, AddressedRandom random)
    {
        (float x, float y, float left, float right, float top, float bottom) = (0, 0, float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        for (int hop = -Settling; hop < 400; hop++)
        {
            (x, y) = maps[choice[random.Next(256)]].Of(x, y);
            (x, y) = (Math.Clamp(x, -100, 100), Math.Clamp(y, -100, 100)); // a change may have made a map that does not draw together
            if (hop >= 0)
            {
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        return (left, right, top, bottom);
    }

    /// <summary>An affine map of the plane, and how often it is chosen.</summary>
    private readonly record struct Map(float Xx, float Xy, float X, float Yx, float Yy, float Y, float Share)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (float X, float Y) Of(float x, float y) => ((Xx * x) + (Xy * y) + X, (Yx * x) + (Yy * y) + Y);
    }

    [InlineArray(MostMaps)]
    private struct Maps
    {
        private Map first;
    }
}
