using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft.Training.Heads;

/// <summary>The inner loops of <see cref="SoftmaxKernels"/> for processors that compute with vectors of 512 bits, to the same bits: every number is added up in the order of vectors of 256.</summary>
internal static unsafe class WideKernels
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512DQ.IsSupported && Vector<float>.Count == Vector256<float>.Count;

    /// <summary>Logits of four rows for four classes; a vector holds eight numbers of one row and eight of the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourByFour(float* x, float* w, int stride, float* to, int classes)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (int i = 0; i < stride; i += Vector256<float>.Count)
        {
            Vector512<float> a = Vector512.Create(Vector256.Load(x + i), Vector256.Load(x + stride + i)), b = Vector512.Create(Vector256.Load(x + (2 * stride) + i), Vector256.Load(x + (3 * stride) + i));
            Vector512<float> w0 = Twice(w + i), w1 = Twice(w + stride + i), w2 = Twice(w + (2 * stride) + i), w3 = Twice(w + (3 * stride) + i);
            a0 = Vector512.FusedMultiplyAdd(a, w0, a0);
            a1 = Vector512.FusedMultiplyAdd(a, w1, a1);
            a2 = Vector512.FusedMultiplyAdd(a, w2, a2);
            a3 = Vector512.FusedMultiplyAdd(a, w3, a3);
            b0 = Vector512.FusedMultiplyAdd(b, w0, b0);
            b1 = Vector512.FusedMultiplyAdd(b, w1, b1);
            b2 = Vector512.FusedMultiplyAdd(b, w2, b2);
            b3 = Vector512.FusedMultiplyAdd(b, w3, b3);
        }
        Put(to, classes, a0, a1, a2, a3);
        Put(to + (2 * classes), classes, b0, b1, b2, b3);
    }

    /// <summary>Adds eight rows, four by four, to the gradient of two classes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddEight(float* x, float* slope, int classes, int stride, float* g)
    {
        float* h = g + stride, later = slope + (4 * classes);
        Vector512<float> a0 = Of(slope), b0 = Of(slope + classes), c0 = Of(slope + (2 * classes)), d0 = Of(slope + (3 * classes)), a1 = Of(slope + 1), b1 = Of(slope + classes + 1), c1 = Of(slope + (2 * classes) + 1), d1 = Of(slope + (3 * classes) + 1);
        Vector512<float> e0 = Of(later), f0 = Of(later + classes), g0 = Of(later + (2 * classes)), h0 = Of(later + (3 * classes)), e1 = Of(later + 1), f1 = Of(later + classes + 1), g1 = Of(later + (2 * classes) + 1), h1 = Of(later + (3 * classes) + 1);
        int i = 0;
        for (; i + Vector512<float>.Count <= stride; i += Vector512<float>.Count)
        {
            float* at = x + i, below = at + (4 * stride);
            Vector512<float> p = Vector512.Load(at), q = Vector512.Load(at + stride), r = Vector512.Load(at + (2 * stride)), s = Vector512.Load(at + (3 * stride));
            Vector512<float> one = Sum(a0, b0, c0, d0, p, q, r, s, Vector512.Load(g + i)), two = Sum(a1, b1, c1, d1, p, q, r, s, Vector512.Load(h + i));
            (p, q, r, s) = (Vector512.Load(below), Vector512.Load(below + stride), Vector512.Load(below + (2 * stride)), Vector512.Load(below + (3 * stride)));
            Sum(e0, f0, g0, h0, p, q, r, s, one).Store(g + i);
            Sum(e1, f1, g1, h1, p, q, r, s, two).Store(h + i);
        }
        if (i < stride) // half a vector is left
        {
            float* at = x + i, below = at + (4 * stride);
            Vector256<float> p = Vector256.Load(at), q = Vector256.Load(at + stride), r = Vector256.Load(at + (2 * stride)), s = Vector256.Load(at + (3 * stride));
            Vector256<float> one = Sum(a0, b0, c0, d0, p, q, r, s, Vector256.Load(g + i)), two = Sum(a1, b1, c1, d1, p, q, r, s, Vector256.Load(h + i));
            (p, q, r, s) = (Vector256.Load(below), Vector256.Load(below + stride), Vector256.Load(below + (2 * stride)), Vector256.Load(below + (3 * stride)));
            Sum(e0, f0, g0, h0, p, q, r, s, one).Store(g + i);
            Sum(e1, f1, g1, h1, p, q, r, s, two).Store(h + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sum(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector512<float> p, Vector512<float> q, Vector512<float> r, Vector512<float> s, Vector512<float> g) =>
        Vector512.FusedMultiplyAdd(c, r, Vector512.FusedMultiplyAdd(a, p, g)) + Vector512.FusedMultiplyAdd(d, s, b * q);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sum(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector256<float> p, Vector256<float> q, Vector256<float> r, Vector256<float> s, Vector256<float> g) =>
        Vector256.FusedMultiplyAdd(c.GetLower(), r, Vector256.FusedMultiplyAdd(a.GetLower(), p, g)) + Vector256.FusedMultiplyAdd(d.GetLower(), s, b.GetLower() * q);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Of(float* value) => Vector512.Create(*value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Twice(float* values) => Avx512DQ.BroadcastVector256ToVector512(values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* to, int classes, Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth)
    {
        (to[0], to[1], to[2], to[3]) = (Lower(first), Lower(second), Lower(third), Lower(fourth));
        (to[classes], to[classes + 1], to[classes + 2], to[classes + 3]) = (Upper(first), Upper(second), Upper(third), Upper(fourth));
    }

    private static float Lower(Vector512<float> sum) => Vector.Sum(sum.GetLower().AsVector());

    private static float Upper(Vector512<float> sum) => Vector.Sum(sum.GetUpper().AsVector());
}
