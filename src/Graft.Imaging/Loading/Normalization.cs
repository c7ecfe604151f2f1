using System.Runtime.Intrinsics;
using Graft.Models;

namespace Graft.Imaging;

/// <summary>Bytes to the numbers that a network expects: the one place where it is done, for training, evaluation, prediction and serving.</summary>
public static class Normalization
{
    /// <summary>Normalises pictures: (v · scale − mean) / deviation for each channel, computed as v · (scale / deviation) − mean / deviation.</summary>
    /// <param name="pixels">(N, 3, pixels) bytes, planes red, green, blue.</param>
    /// <param name="into">(N, 3, pixels) float32, planes in the order of <see cref="Preprocessing.Channels"/>.</param>
    /// <param name="plane">Pixels of one plane.</param>
    public static void Apply(ReadOnlySpan<byte> pixels, Span<float> into, int plane, Preprocessing preprocessing)
    {
        if (into.Length < pixels.Length)
        {
            throw new ArgumentException($"{pixels.Length} pixel values do not fit into {into.Length} numbers", nameof(into));
        }
        for (int start = 0, picture = 3 * plane; start + picture <= pixels.Length; start += picture)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                int colour = preprocessing.Channels == ChannelOrder.Bgr ? 2 - channel : channel;
                double deviation = preprocessing.Deviation[channel];
                Affine(pixels.Slice(start + (colour * plane), plane), into.Slice(start + (channel * plane), plane), (float)(preprocessing.Scale / deviation), (float)(-preprocessing.Mean[channel] / deviation));
            }
        }
    }

    private static void Affine(ReadOnlySpan<byte> from, Span<float> to, float factor, float offset)
    {
        int i = 0;
        Vector256<float> factors = Vector256.Create(factor), offsets = Vector256.Create(offset);
        for (; i + 16 <= from.Length; i += 16)
        {
            Vector256<ushort> words = Vector256.WidenLower(Vector128.Create(from.Slice(i, 16)).ToVector256Unsafe());
            (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(words);
            Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(low.AsInt32()), factors, offsets).CopyTo(to[i..]);
            Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(high.AsInt32()), factors, offsets).CopyTo(to[(i + 8)..]);
        }
        for (; i < from.Length; i++)
        {
            to[i] = MathF.FusedMultiplyAdd(from[i], factor, offset);
        }
    }
}
