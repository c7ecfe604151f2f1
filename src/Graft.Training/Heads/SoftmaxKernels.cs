using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Graft.Training.Heads;

/// <summary>The two products that a softmax layer needs, for a block of rows that stays in the core's cache. Strides are whole vectors.</summary>
/// <remarks>All rows of the block meet a few classes before the next ones, so that many classes do not come from memory again for every few rows. Compiled at full optimisation from the first call on: a fit is over before the runtime would have noticed that they are hot.</remarks>
internal static unsafe class SoftmaxKernels
{
    /// <summary>Numbers of the classes that are worked on at once; with a block of rows they fit into a core's own cache.</summary>
    private const int TileLength = 1 << 16;

    /// <summary>Logits: (rows, classes) = x (rows, stride) · wᵀ (classes, stride) + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Logits(ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, int stride, Span<float> logits)
    {
        int rows = x.Length / stride, classes = bias.Length, tile = TileOf(stride);
        fixed (float* xs = x, ws = w, to = logits)
        {
            for (int start = 0; start < classes; start += tile)
            {
                for (int row = 0; row < rows; row += 4)
                {
                    // The last rows are done again rather than apart, where there are four; so are the last classes.
                    int at = rows >= 4 ? Math.Min(row, rows - 4) : row;
                    int k = start, end = Math.Min(start + tile, classes);
                    for (; WideKernels.IsSupported && rows >= 4 && k + 4 <= end; k += 4)
                    {
                        WideKernels.FourByFour(xs + ((long)at * stride), ws + ((long)k * stride), stride, to + (at * classes) + k, classes);
                    }
                    for (; k < end; k += 2)
                    {
                        int first = classes >= 2 ? Math.Min(k, classes - 2) : k;
                        if (rows >= 4 && classes >= 2)
                        {
                            FourByTwo(xs + ((long)at * stride), ws + ((long)first * stride), stride, to + (at * classes) + first, classes);
                            continue;
                        }
                        Few(xs + ((long)at * stride), Math.Min(4, rows - at), ws + ((long)first * stride), Math.Min(2, classes - first), stride, to + (at * classes) + first, classes);
                    }
                }
            }
        }
        for (int row = 0; row < rows; row++)
        {
            Span<float> one = logits.Slice(row * classes, classes);
            TensorPrimitives.Add(one, bias, one);
        }
    }

    /// <summary>Adds residualᵀ (classes, rows) · x (rows, stride) to the gradient (classes, stride).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> residual, int classes, int stride, Span<float> gradient)
    {
        int rows = x.Length / stride, tile = TileOf(stride);
        fixed (float* xs = x, slopes = residual, to = gradient)
        {
            for (int start = 0; start < classes; start += tile)
            {
                int end = Math.Min(start + tile, classes), row = 0;
                for (; WideKernels.IsSupported && row + 8 <= rows; row += 8)
                {
                    int k = start;
                    for (; k + 2 <= end; k += 2)
                    {
                        WideKernels.AddEight(xs + ((long)row * stride), slopes + (row * classes) + k, classes, stride, to + ((long)k * stride));
                    }
                    for (; k < end; k++)
                    {
                        AddFour(xs + ((long)row * stride), slopes + (row * classes) + k, classes, stride, to + ((long)k * stride));
                        AddFour(xs + ((long)(row + 4) * stride), slopes + ((row + 4) * classes) + k, classes, stride, to + ((long)k * stride));
                    }
                }
                for (; row + 4 <= rows; row += 4)
                {
                    for (int k = start; k < end; k++)
                    {
                        AddFour(xs + ((long)row * stride), slopes + (row * classes) + k, classes, stride, to + ((long)k * stride));
                    }
                }
                for (; row < rows; row++)
                {
                    for (int k = start; k < end; k++)
                    {
                        AddOne(xs + ((long)row * stride), slopes[(row * classes) + k], stride, to + ((long)k * stride));
                    }
                }
            }
        }
    }

    /// <summary>Whole groups of four.</summary>
    private static int TileOf(int stride) => Math.Max(4, TileLength / stride / 4 * 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(float* x, float* slope, int classes, int stride, float* g)
    {
        Vector<float> a = new(slope[0]), b = new(slope[classes]), c = new(slope[2 * classes]), d = new(slope[3 * classes]);
        for (int i = 0; i < stride; i += Vector<float>.Count)
        {
            Vector<float> sum = Vector.FusedMultiplyAdd(a, Vector.Load(x + i), Vector.Load(g + i));
            Vector<float> other = b * Vector.Load(x + stride + i);
            sum = Vector.FusedMultiplyAdd(c, Vector.Load(x + (2 * stride) + i), sum);
            other = Vector.FusedMultiplyAdd(d, Vector.Load(x + (3 * stride) + i), other);
            (sum + other).Store(g + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne(float* x, float slope, int stride, float* g)
    {
        Vector<float> a = new(slope);
        for (int i = 0; i < stride; i += Vector<float>.Count)
        {
            Vector.FusedMultiplyAdd(a, Vector.Load(x + i), Vector.Load(g + i)).Store(g + i);
        }
    }

    private static void Few(float* x, int rows, float* w, int some, int stride, float* to, int classes)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < some; j++)
            {
                to[(i * classes) + j] = Dot(x + ((long)i * stride), w + ((long)j * stride), stride);
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
