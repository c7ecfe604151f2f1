using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Graft.Models;

namespace Graft.Imaging;

/// <summary>Makes pixels into three planes of another size, antialiased: rows first, then columns, each rounded to 8 bits, exactly as PIL's resize does. For one thread at a time.</summary>
internal sealed unsafe class Resampler : IDisposable
{
    private const int Half = 1 << (AxisWeights.Precision - 1);

    private readonly NativeBuffer rows = new();
    private readonly NativeBuffer doubled = new();

    private AxisWeights Across { get; } = new();

    private AxisWeights Down { get; } = new();

    /// <summary>Makes the picture that shows a photo through a window.</summary>
    /// <param name="source">The photo, at whatever scale it was decoded.</param>
    /// <param name="window">In pixels of the photo's full size.</param>
    /// <param name="planes">(3, height, width) bytes: red, green, blue.</param>
    public void Run(Pixels source, Window window, int width, int height, Resampling resampling, bool mirrorX, bool mirrorY, Span<byte> planes)
    {
        double left = window.X * source.ScaleX, upper = window.Y * source.ScaleY;
        Across.Set(left, left + (window.Width * source.ScaleX), source.Width, window.SizeX, window.Left, width, resampling, mirrorX);
        Down.Set(upper, upper + (window.Height * source.ScaleY), source.Height, window.SizeY, window.Top, height, resampling, mirrorY);
        if (!source.Rows.Holds(new(Down.From, Down.To)))
        {
            throw new InvalidOperationException($"rows {Down.From} to {Down.To} are needed, {source.Rows.From} to {source.Rows.To} were decoded");
        }
        int stride = width * 4, top = Down.From;
        byte* across = rows.Reserve((long)(Down.To - top + 1) * stride);
        int* weights = SpreadWeights();
        for (int y = top; y < Down.To; y++)
        {
            Narrow(source.Row(y), across + ((y - top) * stride), weights);
        }
        byte* line = across + ((Down.To - top) * stride);
        fixed (byte* to = planes)
        {
            for (int y = 0; y < height; y++)
            {
                Blend(across + ((Down.Start[y] - top) * stride), stride, Down.Weights.AsSpan(y * Down.Taps, Down.Taps), line);
                Part(line, width, to + (y * width), height * width);
            }
        }
    }

    public void Dispose()
    {
        rows.Dispose();
        doubled.Dispose();
    }

    // Each weight four times, once for each byte of a pixel, so that a vector of weights is one load.
    private int* SpreadWeights()
    {
        int count = Across.Count * Across.Taps;
        int* spread = (int*)doubled.Reserve((long)count * 16);
        int[] weights = Across.Weights;
        for (int i = 0; i < count; i++)
        {
            Vector128.Create(weights[i]).Store(spread + (4 * i));
        }
        return spread;
    }

    // One row of the source to one row of the target's width. Reads up to one pixel past the row, with weight 0.
    private void Narrow(byte* from, byte* to, int* weights)
    {
        int taps = Across.Taps;
        int[] start = Across.Start;
        for (int x = 0; x < Across.Count; x++, to += 4)
        {
            byte* at = from + (4L * start[x]);
            Vector128<int> sum;
            if (Avx2.IsSupported)
            {
                Vector256<int> two = Vector256<int>.Zero;
                int i = 0;
                if (Avx512F.IsSupported)
                {
                    Vector512<int> four = Vector512<int>.Zero;
                    for (; i + 4 <= taps; i += 4, at += 16, weights += 16)
                    {
                        four += Avx512F.ConvertToVector512Int32(Vector128.Load(at)) * Vector512.Load(weights);
                    }
                    two = four.GetLower() + four.GetUpper();
                }
                for (; i < taps; i += 2, at += 8, weights += 8)
                {
                    two += Avx2.ConvertToVector256Int32(at) * Vector256.Load(weights);
                }
                sum = two.GetLower() + two.GetUpper();
            }
            else
            {
                sum = Vector128<int>.Zero;
                for (int i = 0; i < taps; i++, at += 4, weights += 4)
                {
                    sum += Widen(Unsafe.ReadUnaligned<uint>(at)) * Vector128.Load(weights);
                }
            }
            Unsafe.WriteUnaligned(to, Bytes(sum));
        }
    }

    // A weighted sum of rows.
    private static void Blend(byte* first, int stride, ReadOnlySpan<int> weights, byte* to)
    {
        int used = weights.TrimEnd(0).Length, x = 0;
        if (Avx512F.IsSupported)
        {
            for (; x + 32 <= stride; x += 32)
            {
                Vector512<int> left = Vector512.Create(Half), right = left;
                byte* at = first + x;
                for (int i = 0; i < used; i++, at += stride)
                {
                    Vector512<int> weight = Vector512.Create(weights[i]);
                    left += Avx512F.ConvertToVector512Int32(Vector128.Load(at)) * weight;
                    right += Avx512F.ConvertToVector512Int32(Vector128.Load(at + 16)) * weight;
                }
                Avx512F.ConvertToVector128ByteWithSaturation(Vector512.Max(left >> AxisWeights.Precision, Vector512<int>.Zero).AsUInt32()).Store(to + x);
                Avx512F.ConvertToVector128ByteWithSaturation(Vector512.Max(right >> AxisWeights.Precision, Vector512<int>.Zero).AsUInt32()).Store(to + x + 16);
            }
        }
        if (Avx2.IsSupported)
        {
            for (; x + 16 <= stride; x += 16)
            {
                Vector256<int> low = Vector256.Create(Half), high = low;
                byte* at = first + x;
                for (int i = 0; i < used; i++, at += stride)
                {
                    Vector256<int> weight = Vector256.Create(weights[i]);
                    low += Avx2.ConvertToVector256Int32(at) * weight;
                    high += Avx2.ConvertToVector256Int32(at + 8) * weight;
                }
                Vector256<short> words = Avx2.PackSignedSaturate(low >> AxisWeights.Precision, high >> AxisWeights.Precision);
                words = Avx2.Permute4x64(words.AsInt64(), 0b11_01_10_00).AsInt16();
                Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper()).Store(to + x);
            }
        }
        for (; x < stride; x += 4)
        {
            Vector128<int> sum = Vector128<int>.Zero;
            byte* at = first + x;
            for (int i = 0; i < used; i++, at += stride)
            {
                sum += Widen(Unsafe.ReadUnaligned<uint>(at)) * Vector128.Create(weights[i]);
            }
            Unsafe.WriteUnaligned(to + x, Bytes(sum));
        }
    }

    /// <summary>A row of pixels to three rows of colours, <paramref name="plane"/> bytes apart.</summary>
    internal static void Part(byte* pixels, int count, byte* to, int plane)
    {
        int x = 0;
        for (; x + 4 <= count; x += 4)
        {
            Vector128<uint> colours = Vector128.Shuffle(Vector128.Load(pixels + (4 * x)), Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsUInt32();
            Unsafe.WriteUnaligned(to + x, colours[0]);
            Unsafe.WriteUnaligned(to + plane + x, colours[1]);
            Unsafe.WriteUnaligned(to + (2 * plane) + x, colours[2]);
        }
        for (; x < count; x++)
        {
            to[x] = pixels[4 * x];
            to[plane + x] = pixels[(4 * x) + 1];
            to[(2 * plane) + x] = pixels[(4 * x) + 2];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widen(uint pixel) => Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte())).AsInt32();

    // Rounded, cut to 0 … 255 and packed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bytes(Vector128<int> sum)
    {
        Vector128<int> value = Vector128.Max(Vector128.Min((sum + Vector128.Create(Half)) >> AxisWeights.Precision, Vector128.Create(255)), Vector128<int>.Zero);
        return Vector128.Shuffle(value.AsByte(), Vector128.Create((byte)0, 4, 8, 12, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16)).AsUInt32()[0];
    }
}
