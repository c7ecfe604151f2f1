using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>A closed outline around a point: its radius is a sum of harmonics of the direction, and it may be longer than wide.</summary>
/// <remarks>Circular harmonics, as in Visual Atoms (Takashima et al. 2023, arXiv:2303.01112). Powers of a unit vector give the harmonics without an angle ever being computed.</remarks>
internal readonly record struct OutlineFormula
{
    private const int Harmonics = 6;

    private static readonly long Word = AddressedRandom.Word("outline");

    private readonly Parts cosines, sines;

    private OutlineFormula(Parts cosines, Parts sines) => (this.cosines, this.sines) = (cosines, sines);

    /// <summary>Length by width.</summary>
    public float Aspect { get; private init; }

    /// <summary>How much rims fall off, and how near the rim: 1 is a ball, more is a cushion.</summary>
    public float Dome { get; private init; }

    public int Flatness { get; private init; }

    /// <summary>Pieces that lie in a picture, least and most.</summary>
    public (int Least, int Most) Pieces { get; private init; }

    /// <summary>Whether pieces lie the same way.</summary>
    public bool IsAligned { get; private init; }

    /// <summary>Part of a piece's size that the sizes of pieces vary by.</summary>
    public float Variety { get; private init; }

    /// <summary>One outline out of endlessly many.</summary>
    public static OutlineFormula Of(long seed, int index)
    {
        AddressedRandom random = new(seed, Word, index);
        Parts cosines = default, sines = default;
        float roughness = random.Next(3) == 0 ? 0.05f : (float)random.Next(0.1, 0.5);
        for (int k = 1; k < Harmonics; k++)
        {
            cosines[k] = roughness * (float)random.Next(-1, 1) / (k + 0.5f);
            sines[k] = roughness * (float)random.Next(-1, 1) / (k + 0.5f);
        }
        int many = random.Next(4);
        return new(cosines, sines)
        {
            Aspect = random.Next(2) == 0 ? (float)random.Next(1, 1.4) : (float)random.Next(1.4, 4.5),
            Dome = (float)random.Next(0.1, 1),
            Flatness = 1 << random.Next(4),
            Pieces = many switch { 0 => (1, 1), 1 => (2, 4), 2 => (5, 10), _ => (11, 24) },
            IsAligned = random.Next(3) == 0,
            Variety = (float)random.Next(0.05, 0.4),
        };
    }

    /// <summary>The radius in eight directions, about 1.</summary>
    /// <param name="x">Unit vectors.</param>
    /// <param name="y">Unit vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Radius(Vector256<float> x, Vector256<float> y)
    {
        (Vector256<float> c, Vector256<float> s) = ((x * x) - (y * y), x * y * 2f); // the second harmonic: the first only moves the outline
        Vector256<float> radius = Vector256.Create(1f);
        for (int k = 1; k < Harmonics; k++)
        {
            radius += (c * cosines[k]) + (s * sines[k]);
            (c, s) = ((c * x) - (s * y), (s * x) + (c * y));
        }
        return Vector256.Max(radius, Vector256.Create(0.25f));
    }

    [InlineArray(Harmonics)]
    private struct Parts
    {
        private float first;
    }
}
