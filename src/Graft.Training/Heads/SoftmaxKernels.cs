using System.Numerics;
using System.Runtime.CompilerServices;

namespace Graft.Training.Heads;

/// <summary>The two products that a softmax layer needs, for a block of rows that stays in the core's cache. Strides are whole vectors.</summary>
/// <remarks>Compiled at full optimisation from the first call on: a fit is over before the runtime would have noticed that they are hot.</remarks>
internal static unsafe class SoftmaxKernels
{
    /// <summary>Logits: (rows, classes) = x (rows, stride) · wᵀ (classes, stride) + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Logits(ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, int stride, Span<float> logits)
    {
        int rows = x.Length / stride, classes = bias.Length;
        fixed (float* xs = x, ws = w, to = logits)
        {
            for (int row = 0; row < rows; row += 4)
            {
                // The last rows are done again rather than apart, where there are four.
                int at = rows >= 4 ? Math.Min(row, rows - 4) : row;
                for (int k = 0; k < classes; k += 2)
                {
                    int first = classes >= 2 ? Math.Min(k, classes - 2) : k;
                    if (rows >= 4 && classes >= 2)
                    {
                        FourByTwo(xs + ((long)at * stride), ws + ((long)first * stride), stride, to + (at * classes) + first, classes);
                        continue;
                    }
                    for (int i = at; i < Math.Min(at + 4, rows); i++)
                    {
                        for (int j = first; j < Math.Min(first + 2, classes); j++)
                        {
                            to[(i * classes) + j] = Dot(xs + ((long)i * stride), ws + ((long)j * stride), stride);
                        }
                    }
                }
            }
        }
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] += bias[i % classes];
        }
    }

    /// <summary>Adds residualᵀ (classes, rows) · x (rows, stride) to the gradient (classes, stride).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> residual, int classes, int stride, Span<float> gradient)
    {
        int rows = x.Length / stride, row = 0;
        fixed (float* xs = x, to = gradient)
        {
            for (; row + 4 <= rows; row += 4)
            {
                float* from = xs + ((long)row * stride);
                for (int k = 0; k < classes; k++)
                {
                    Vector<float> a = new(residual[(row * classes) + k]), b = new(residual[((row + 1) * classes) + k]), c = new(residual[((row + 2) * classes) + k]), d = new(residual[((row + 3) * classes) + k]);
                    float* g = to + ((long)k * stride);
                    for (int i = 0; i < stride; i += Vector<float>.Count)
                    {
                        Vector<float> sum = Vector.FusedMultiplyAdd(a, Vector.Load(from + i), Vector.Load(g + i));
                        Vector<float> other = b * Vector.Load(from + stride + i);
                        sum = Vector.FusedMultiplyAdd(c, Vector.Load(from + (2 * stride) + i), sum);
                        other = Vector.FusedMultiplyAdd(d, Vector.Load(from + (3 * stride) + i), other);
                        (sum + other).Store(g + i);
                    }
                }
            }
            for (; row < rows; row++)
            {
                for (int k = 0; k < classes; k++)
                {
                    Vector<float> a = new(residual[(row * classes) + k]);
                    float* g = to + ((long)k * stride);
                    for (int i = 0; i < stride; i += Vector<float>.Count)
                    {
                        Vector.FusedMultiplyAdd(a, Vector.Load(xs + ((long)row * stride) + i), Vector.Load(g + i)).Store(g + i);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(float* x, float* w, int stride, float* to, int classes)
    {
        Vector<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (int i = 0; i < stride; i += Vector<float>.Count)
        {
            Vector<float> w0 = Vector.Load(w + i), w1 = Vector.Load(w + stride + i);
            Vector<float> a = Vector.Load(x + i), b = Vector.Load(x + stride + i), c = Vector.Load(x + (2 * stride) + i), d = Vector.Load(x + (3 * stride) + i);
            a0 = Vector.FusedMultiplyAdd(a, w0, a0);
            a1 = Vector.FusedMultiplyAdd(a, w1, a1);
            b0 = Vector.FusedMultiplyAdd(b, w0, b0);
            b1 = Vector.FusedMultiplyAdd(b, w1, b1);
            c0 = Vector.FusedMultiplyAdd(c, w0, c0);
            c1 = Vector.FusedMultiplyAdd(c, w1, c1);
            d0 = Vector.FusedMultiplyAdd(d, w0, d0);
            d1 = Vector.FusedMultiplyAdd(d, w1, d1);
        }
        (to[0], to[1]) = (Vector.Sum(a0), Vector.Sum(a1));
        (to[classes], to[classes + 1]) = (Vector.Sum(b0), Vector.Sum(b1));
        (to[2 * classes], to[(2 * classes) + 1]) = (Vector.Sum(c0), Vector.Sum(c1));
        (to[3 * classes], to[(3 * classes) + 1]) = (Vector.Sum(d0), Vector.Sum(d1));
    }

    private static float Dot(float* x, float* w, int stride)
    {
        Vector<float> sum = default;
        for (int i = 0; i < stride; i += Vector<float>.Count)
        {
            sum = Vector.FusedMultiplyAdd(Vector.Load(x + i), Vector.Load(w + i), sum);
        }
        return Vector.Sum(sum);
    }
}
