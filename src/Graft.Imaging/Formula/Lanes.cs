using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft.Imaging.Formula;

/// <summary>Arithmetic on eight numbers at once that gives the same bits on every machine.</summary>
/// <remarks>
/// Only sums, differences, products, quotients, square roots and roundings are used, which IEEE 754 fixes to the last bit, never fused and never in another order;
/// sines come from a polynomial, since those of C libraries differ in the last place. Machines without vectors of eight compute the same numbers more slowly.
/// </remarks>
internal static class Lanes
{
    public const int Count = 8;

    public static Vector256<float> Indices => Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>sin 2πt of t turns, |t| at most 2²², to within 0.0002.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sine(Vector256<float> turns)
    {
        Vector256<float> t = turns - Vector256.Floor(turns + Vector256.Create(0.5f));
        Vector256<float> size = Vector256.Abs(t);
        // The wave is the same on both sides of a quarter turn, where the polynomial ends.
        Vector256<float> x = Vector256.Min(size, Vector256.Create(0.5f) - size) * 6.2831853f;
        Vector256<float> square = x * x;
        Vector256<float> sine = x * (Vector256.Create(1f) + (square * (Vector256.Create(-0.16666667f) + (square * (Vector256.Create(0.008333333f) + (square * -0.00019841270f))))));
        return Vector256.ConditionalSelect(Vector256.LessThan(t, Vector256<float>.Zero), -sine, sine);
    }

    /// <summary>sin 2πt of one number of turns.</summary>
    public static float Sine(float turns) => Sine(Vector256.Create(turns)).ToScalar();

    public static float Cosine(float turns) => Sine(turns + 0.25f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(Vector256<float> value, float low, float high) => Vector256.Min(Vector256.Max(value, Vector256.Create(low)), Vector256.Create(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mix(Vector256<float> one, Vector256<float> other, Vector256<float> part) => one + (part * (other - one));

    /// <summary>Random bits that belong to a cell of the integer grid.</summary>
    /// <remarks>Two rounds of multiply and shift, as in the finishers of integer hashes (Ettinger 2019); good enough to look at, nothing more.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Hash(Vector256<int> x, Vector256<int> y, uint seed)
    {
        Vector256<uint> h = (x.AsUInt32() * Vector256.Create(0x9E3779B1u)) + (y.AsUInt32() * Vector256.Create(0x85EBCA77u)) + Vector256.Create(seed);
        h = (h ^ (h >> 15)) * Vector256.Create(0x2C1B3C6Du);
        h = (h ^ (h >> 12)) * Vector256.Create(0x297A2D39u);
        return h ^ (h >> 15);
    }

    /// <summary>The upper 24 of random bits as a number in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Unit(Vector256<uint> bits) => Vector256.ConvertToSingle((bits >> 8).AsInt32()) * (1f / (1 << 24));

    /// <summary>The lower 16 of random bits as a number in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LowUnit(Vector256<uint> bits) => Vector256.ConvertToSingle((bits & Vector256.Create(0xFFFFu)).AsInt32()) * (1f / (1 << 16));
}
