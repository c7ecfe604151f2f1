using System.Runtime.Intrinsics;
using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>What a surface's heights follow.</summary>
internal enum SurfacePattern
{
    Cloud,
    Ridges,
    Pebbles,
    Cracks,
    Dots,
    Flakes,
    Stripes,
    Weave,
    Rings,
    Strands,
}

/// <summary>A textured surface: heights in [0, 1] over the plane, from which colour and shading follow, and a tint of its grains.</summary>
/// <remarks>A point's height is a function of the numbers below and of a seed; the numbers say which kind of surface it is, the seed which piece of it.</remarks>
internal readonly record struct SurfaceFormula
{
    private static readonly long Word = AddressedRandom.Word("surface");

    public SurfacePattern Pattern { get; private init; }

    /// <summary>Features per unit of the plane.</summary>
    public float Frequency { get; private init; }

    /// <summary>How many times longer than wide features are.</summary>
    public float Stretch { get; private init; }

    /// <summary>How far the plane is bent before it is looked up, in features.</summary>
    public float Warp { get; private init; }

    /// <summary>Weight of finer noise on top, and how many times finer it is.</summary>
    public float Detail { get; private init; }

    public float DetailFrequency { get; private init; }

    /// <summary>Heights are made steeper by this factor around a level, and cut at 0 and 1.</summary>
    public float Steepness { get; private init; }

    public float Level { get; private init; }

    /// <summary>How strongly slopes change the brightness, and how much of it is a highlight.</summary>
    public float Relief { get; private init; }

    public float Gloss { get; private init; }

    /// <summary>How much lightness varies from grain to grain.</summary>
    public float Tint { get; private init; }

    /// <summary>One surface out of endlessly many.</summary>
    public static SurfaceFormula Of(long seed, int index)
    {
        AddressedRandom random = new(seed, Word, index);
        SurfacePattern pattern = (SurfacePattern)random.Next((int)SurfacePattern.Strands + 1);
        float coarse = (float)random.NextDouble();
        return new()
        {
            Pattern = pattern,
            Frequency = 1.2f * (1 + (9 * coarse * coarse)),
            Stretch = pattern == SurfacePattern.Strands ? (float)random.Next(4, 8) : random.Next(3) == 0 ? (float)random.Next(1.5, 4) : 1,
            Warp = random.Next(3) == 0 ? 0 : (float)random.Next(0.1, 1.2),
            Detail = (float)random.Next(0, 0.6),
            DetailFrequency = (float)random.Next(2, 7),
            Steepness = (float)random.Next(0.8, 3.5),
            Level = (float)random.Next(0.3, 0.65),
            Relief = (float)random.Next(0, 2.2),
            Gloss = random.Next(2) == 0 ? 0 : (float)random.Next(0.1, 0.9),
            Tint = random.Next(2) == 0 ? 0 : (float)random.Next(0.1, 0.5),
        };
    }

    /// <summary>Heights at eight points.</summary>
    /// <param name="tint">What lightness is multiplied by there, for the grain.</param>
    public Vector256<float> At(Vector256<float> x, Vector256<float> y, uint seed, out Vector256<float> tint)
    {
        Vector256<float> u = x * Frequency, v = y * (Frequency / Stretch);
        if (Warp > 0)
        {
            Vector256<float> bend = (Lattice.Noise(u * 0.45f, v * 0.45f, seed + 11) - Vector256.Create(0.5f)) * (2 * Warp);
            Vector256<float> side = (Lattice.Noise((u * 0.45f) + Vector256.Create(31.7f), v * 0.45f, seed + 12) - Vector256.Create(0.5f)) * (2 * Warp);
            (u, v) = (u + bend, v + side);
        }
        Vector256<float> height = Base(u, v, seed, out Vector256<uint> grain);
        if (Detail > 0)
        {
            height += (Lattice.Noise(u * DetailFrequency, v * DetailFrequency, seed + 13) - Vector256.Create(0.5f)) * Detail;
        }
        tint = Vector256.Create(1f) + ((Lanes.LowUnit(grain >> 4) - Vector256.Create(0.5f)) * Tint);
        return Lanes.Clamp(((height - Vector256.Create(Level)) * Steepness) + Vector256.Create(0.5f), 0, 1);
    }

    private Vector256<float> Base(Vector256<float> u, Vector256<float> v, uint seed, out Vector256<uint> grain)
    {
        grain = Vector256.Create(0x80000u);
        Vector256<float> one = Vector256.Create(1f), half = Vector256.Create(0.5f);
        switch (Pattern)
        {
            case SurfacePattern.Cloud:
                return Lattice.Cloud(u, v, seed);
            case SurfacePattern.Ridges:
                return one - (Vector256.Abs(Lattice.Cloud(u, v, seed) - half) * 3.5f);
            case SurfacePattern.Stripes:
                return (Lanes.Sine(u) * 0.5f) + half;
            case SurfacePattern.Weave:
                return (Lanes.Sine(u * 0.7f) * Lanes.Sine(v * 0.7f) * 0.5f) + half;
            case SurfacePattern.Rings:
                return (Lanes.Sine(Vector256.Sqrt((u * u) + (v * v))) * 0.5f) + half;
            default:
                Vector256<float> near = Lattice.Cells(u, v, seed, out Vector256<float> second, out grain);
                return Pattern switch
                {
                    SurfacePattern.Pebbles or SurfacePattern.Strands => one - (near * 1.3f),
                    SurfacePattern.Cracks => Vector256.Sqrt(second) - Vector256.Sqrt(near),
                    SurfacePattern.Dots => one - (Vector256.Sqrt(near) * 2.2f),
                    _ => Lanes.LowUnit(grain),
                };
        }
    }
}
