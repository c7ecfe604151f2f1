using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace Graft.Training.Winograd;

/// <summary>The linear maps of F(2×2, 3×3) and their transposes, on 16 channels at a time.</summary>
/// <remarks>
/// Lavin and Gray 2016, Fast algorithms for convolutional neural networks (arXiv:1509.09308), §4.1: with
/// Bᵀ = [1 0 −1 0; 0 1 1 0; 0 −1 1 0; 0 1 0 −1], G = [1 0 0; ½ ½ ½; ½ −½ ½; 0 0 1], Aᵀ = [1 1 1 0; 0 1 −1 −1],
/// two by two outputs are Aᵀ ((G g Gᵀ) ∘ (Bᵀ d B)) A. A tile's 16 numbers lie <c>plane</c> numbers apart.
/// </remarks>
internal static unsafe class Transforms
{
    /// <summary>Bᵀ d B for the 4×4 pixels of a tile.</summary>
    public static void Pixels(float** from, int channels, float* to, nint plane)
    {
        for (nint c = 0; c < channels; c += 16)
        {
            float* at = to + c;
            (Vector a0, Vector a1, Vector a2, Vector a3) = Row(from, c);
            (Vector b0, Vector b1, Vector b2, Vector b3) = Row(from + 4, c);
            (Vector c0, Vector c1, Vector c2, Vector c3) = Row(from + 8, c);
            (Vector d0, Vector d1, Vector d2, Vector d3) = Row(from + 12, c);
            Across(a0 - c0, a1 - c1, a2 - c2, a3 - c3, at, plane);
            Across(b0 + c0, b1 + c1, b2 + c2, b3 + c3, at + (4 * plane), plane);
            Across(c0 - b0, c1 - b1, c2 - b2, c3 - b3, at + (8 * plane), plane);
            Across(b0 - d0, b1 - d1, b2 - d2, b3 - d3, at + (12 * plane), plane);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector, Vector, Vector, Vector) Row(float** from, nint c) => (Vector512.Load(from[0] + c), Vector512.Load(from[1] + c), Vector512.Load(from[2] + c), Vector512.Load(from[3] + c));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Across(Vector a, Vector b, Vector c, Vector d, float* to, nint plane)
        {
            (a - c).Store(to);
            (b + c).Store(to + plane);
            (c - b).Store(to + (2 * plane));
            (b - d).Store(to + (3 * plane));
        }
    }

    /// <summary>Aᵀ m A + bias for the 2×2 outputs of a tile.</summary>
    public static void Outputs(float* from, nint plane, int channels, float* bias, float** to)
    {
        for (nint c = 0; c < channels; c += 16)
        {
            float* at = from + c;
            (Vector a0, Vector b0) = Across(at, plane);
            (Vector a1, Vector b1) = Across(at + (4 * plane), plane);
            (Vector a2, Vector b2) = Across(at + (8 * plane), plane);
            (Vector a3, Vector b3) = Across(at + (12 * plane), plane);
            Vector shift = Vector512.Load(bias + c);
            (a0 + a1 + a2 + shift).Store(to[0] + c);
            (b0 + b1 + b2 + shift).Store(to[1] + c);
            (a1 - a2 - a3 + shift).Store(to[2] + c);
            (b1 - b2 - b3 + shift).Store(to[3] + c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector, Vector) Across(float* at, nint plane)
        {
            (Vector a, Vector b, Vector c, Vector d) = (Vector512.Load(at), Vector512.Load(at + plane), Vector512.Load(at + (2 * plane)), Vector512.Load(at + (3 * plane)));
            return (a + b + c, b - c - d);
        }
    }

    /// <summary>A y Aᵀ for the gradients of a tile's 2×2 outputs.</summary>
    public static void OutputGradients(float** from, int channels, float* to, nint plane)
    {
        for (nint c = 0; c < channels; c += 16)
        {
            float* at = to + c;
            (Vector a0, Vector a1, Vector b0, Vector b1) = (Vector512.Load(from[0] + c), Vector512.Load(from[1] + c), Vector512.Load(from[2] + c), Vector512.Load(from[3] + c));
            Across(a0, a1, at, plane);
            Across(a0 + b0, a1 + b1, at + (4 * plane), plane);
            Across(a0 - b0, a1 - b1, at + (8 * plane), plane);
            Across(-b0, -b1, at + (12 * plane), plane);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Across(Vector a, Vector b, float* to, nint plane)
        {
            a.Store(to);
            (a + b).Store(to + plane);
            (a - b).Store(to + (2 * plane));
            (-b).Store(to + (3 * plane));
        }
    }

    /// <summary>G g Gᵀ for 16 kernels, whose nine taps lie <paramref name="tap"/> numbers apart.</summary>
    public static void Kernels(float* taps, nint tap, float* to, nint plane)
    {
        Vector* rows = stackalloc Vector[12]; // (4, 3)
        for (int j = 0; j < 3; j++)
        {
            (rows[j], rows[3 + j], rows[6 + j], rows[9 + j]) = Spread(Vector512.Load(taps + (j * tap)), Vector512.Load(taps + ((3 + j) * tap)), Vector512.Load(taps + ((6 + j) * tap)));
        }
        for (int i = 0; i < 4; i++, to += 4 * plane)
        {
            (Vector a, Vector b, Vector c, Vector d) = Spread(rows[3 * i], rows[(3 * i) + 1], rows[(3 * i) + 2]);
            a.Store(to);
            b.Store(to + plane);
            c.Store(to + (2 * plane));
            d.Store(to + (3 * plane));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector, Vector, Vector, Vector) Spread(Vector a, Vector b, Vector c)
        {
            (Vector ends, Vector middle) = ((a + c) * 0.5f, b * 0.5f);
            return (a, ends + middle, ends - middle, c);
        }
    }

    /// <summary>Gᵀ v G for the gradients of 16 kernels: nine taps of 16 numbers.</summary>
    public static void KernelGradients(float* from, nint plane, float* taps)
    {
        Vector* rows = stackalloc Vector[12]; // (3, 4)
        for (int j = 0; j < 4; j++, from += plane)
        {
            (rows[j], rows[4 + j], rows[8 + j]) = Gather(Vector512.Load(from), Vector512.Load(from + (4 * plane)), Vector512.Load(from + (8 * plane)), Vector512.Load(from + (12 * plane)));
        }
        for (int i = 0; i < 3; i++, taps += 48)
        {
            (Vector a, Vector b, Vector c) = Gather(rows[4 * i], rows[(4 * i) + 1], rows[(4 * i) + 2], rows[(4 * i) + 3]);
            a.Store(taps);
            b.Store(taps + 16);
            c.Store(taps + 32);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector, Vector, Vector) Gather(Vector a, Vector b, Vector c, Vector d)
        {
            (Vector sum, Vector difference) = ((b + c) * 0.5f, (b - c) * 0.5f);
            return (a + sum, difference, d + sum);
        }
    }
}
