using System.Runtime.Intrinsics;
using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Mixes the pictures of a batch with each other: the first with the last, the second with the last but one, and so on; one in the middle stays as it is.</summary>
/// <remarks>
/// Mixup: Zhang et al. 2017 (arXiv:1710.09412). CutMix: Yun et al. 2019 (arXiv:1905.04899). Where we differ: each pair draws its own proportion, both of a pair have the same,
/// and the order of an epoch is random already, so partners need no shuffling.
/// </remarks>
internal static class Mixing
{
    public static void Run(Batch batch, AugmentationOptions options, AddressedRandom random)
    {
        bool cut = options.Cutmix > 0 && (options.Mixup == 0 || random.NextDouble() < 0.5);
        double alpha = cut ? options.Cutmix : options.Mixup;
        if (alpha <= 0)
        {
            return;
        }
        for (int one = 0, other = batch.Count - 1; one < other; one++, other--)
        {
            double part = Beta.Draw(alpha, ref random);
            float weight = cut ? Exchange(batch, one, other, part, ref random) : Blend(batch.Picture(one), batch.Picture(other), part);
            batch.Mix(one, other, weight);
            batch.Mix(other, one, weight);
        }
    }

    // The weight is rounded to 1/256, so that the pixels and the target say the same.
    private static float Blend(Span<byte> one, Span<byte> other, double part)
    {
        ushort mine = (ushort)Math.Round(256 * part), rest = (ushort)(256 - mine);
        int i = 0;
        for (; i + 16 <= one.Length; i += 16)
        {
            (Vector128<ushort> lowA, Vector128<ushort> highA) = Vector128.Widen(Vector128.Create<byte>(one.Slice(i, 16)));
            (Vector128<ushort> lowB, Vector128<ushort> highB) = Vector128.Widen(Vector128.Create<byte>(other.Slice(i, 16)));
            Vector128.Narrow(Weigh(lowA, lowB, mine, rest), Weigh(highA, highB, mine, rest)).CopyTo(one[i..]);
            Vector128.Narrow(Weigh(lowB, lowA, mine, rest), Weigh(highB, highA, mine, rest)).CopyTo(other[i..]);
        }
        for (; i < one.Length; i++)
        {
            (one[i], other[i]) = ((byte)(((one[i] * mine) + (other[i] * rest) + 128) >> 8), (byte)(((other[i] * mine) + (one[i] * rest) + 128) >> 8));
        }
        return mine / 256f;
    }

    private static Vector128<ushort> Weigh(Vector128<ushort> a, Vector128<ushort> b, ushort mine, ushort rest) => ((a * mine) + (b * rest) + Vector128.Create((ushort)128)) >> 8;

    // A box of the batch's area (1 − part), cut off at the edges, changes places between the two; what is left of the picture is its weight.
    private static float Exchange(Batch batch, int one, int other, double part, ref AddressedRandom random)
    {
        int width = batch.Width, height = batch.Height;
        double side = Math.Sqrt(1 - part);
        int centreX = random.Next(width), centreY = random.Next(height), halfX = (int)(width * side / 2), halfY = (int)(height * side / 2);
        int left = Math.Max(0, centreX - halfX), right = Math.Min(width, centreX + halfX), top = Math.Max(0, centreY - halfY), bottom = Math.Min(height, centreY + halfY);
        Span<byte> first = batch.Picture(one), second = batch.Picture(other), row = stackalloc byte[right - left];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = top; y < bottom; y++)
            {
                int at = (((channel * height) + y) * width) + left;
                first.Slice(at, row.Length).CopyTo(row);
                second.Slice(at, row.Length).CopyTo(first[at..]);
                row.CopyTo(second[at..]);
            }
        }
        return 1 - ((float)(right - left) * (bottom - top) / (width * height));
    }
}
