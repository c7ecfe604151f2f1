using Graft.Models;

namespace Graft.Imaging;

/// <summary>For each target pixel of one axis: which source pixels it is made of, and how much of each.</summary>
/// <remarks>
/// Bilinear and bicubic weights are those of PIL (support stretched by the shrinking, normalised, rounded to 22 bits), so that a network sees what it saw in its training.
/// Area weights are the exact lengths of overlap, as TensorFlow's AREA. Used again for the next picture; for one thread at a time.
/// </remarks>
internal sealed class AxisWeights
{
    /// <summary>Bits after the binary point of a weight: 8 of a pixel, 22 of a weight and 2 to spare fill an int.</summary>
    public const int Precision = 22;

    // A box of a scaled photo ends where it should but for rounding.
    private const double Sliver = 1e-6;

    private double[] exact = [];

    /// <summary>Target pixels.</summary>
    public int Count { get; private set; }

    /// <summary>Weights kept for each target pixel, an even number; those not needed are 0.</summary>
    public int Taps { get; private set; }

    /// <summary>First source pixel of each target pixel.</summary>
    public int[] Start { get; private set; } = [];

    /// <summary>Weights of all target pixels, <see cref="Taps"/> each.</summary>
    public int[] Weights { get; private set; } = [];

    /// <summary>The first source pixel used by any target pixel.</summary>
    public int From { get; private set; }

    /// <summary>The source pixel after the last one used by any target pixel.</summary>
    public int To { get; private set; }

    /// <summary>Fills in the weights of target pixels <paramref name="first"/> … first + count − 1 of an axis whose <paramref name="size"/> target pixels cover the source from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="limit">Source pixels that exist. Of those, none outside low … high is used: the part is cut out first, as torchvision does.</param>
    /// <param name="first">May be negative: target pixels outside 0 … size − 1 come out black.</param>
    /// <param name="mirror">Whether the last target pixel comes first.</param>
    public void Set(double low, double high, int limit, int size, int first, int count, Resampling resampling, bool mirror = false)
    {
        double step = (high - low) / size;
        int least = Math.Clamp((int)Math.Floor(low + Sliver), 0, limit - 1);
        limit = Math.Clamp((int)Math.Ceiling(high - Sliver), least + 1, limit);
        double stretch = Math.Max(step, 1);
        Kernel kernel = resampling == Resampling.Bicubic ? Kernel.Bicubic : Kernel.Bilinear;
        double support = resampling == Resampling.Area ? step / 2 : kernel.Support * stretch;
        Count = count;
        // No more than can be touched or the source has, rounded up to even: so a reader of all taps runs at most one pixel over the end.
        Taps = (Math.Min((int)Math.Ceiling(2 * support) + (resampling == Resampling.Area ? 1 : 0), limit) + 1) & ~1;
        Reserve(count);
        (From, To) = (limit, 0);
        for (int i = 0; i < count; i++)
        {
            int target = first + (mirror ? count - 1 - i : i);
            Span<int> weights = Weights.AsSpan(i * Taps, Taps);
            weights.Clear();
            Start[i] = 0;
            if (target < 0 || target >= size)
            {
                continue;
            }
            double centre = low + ((target + 0.5) * step);
            int start = Math.Clamp((int)Math.Floor(centre - support + (resampling == Resampling.Area ? 0 : 0.5)), least, limit - 1);
            int end = Math.Clamp((int)Math.Floor(centre + support + (resampling == Resampling.Area ? 1 : 0.5)), start + 1, limit);
            if (end - start > Taps) // rounding let in a pixel that the kernel only touches
            {
                (start, end) = centre - start > end - centre ? (end - Taps, end) : (start, start + Taps);
            }
            for (int x = start; x < end; x++)
            {
                exact[x - start] = resampling == Resampling.Area
                    ? Math.Max(0, Math.Min(x + 1, centre + support) - Math.Max(x, centre - support))
                    : kernel.Weight((x - centre + 0.5) / stretch);
            }
            Start[i] = Math.Max(0, Math.Min(start, limit - Taps));
            Round(exact.AsSpan(0, end - start), weights[(start - Start[i])..]);
            (From, To) = (Math.Min(From, Start[i]), Math.Max(To, end));
        }
        (From, To) = To == 0 ? (0, 1) : (From, To);
    }

    private static void Round(ReadOnlySpan<double> exact, Span<int> weights)
    {
        double sum = 0;
        foreach (double weight in exact)
        {
            sum += weight;
        }
        double one = sum == 0 ? 0 : (1 << Precision) / sum;
        for (int i = 0; i < exact.Length; i++)
        {
            weights[i] = (int)((exact[i] * one) + (exact[i] < 0 ? -0.5 : 0.5));
        }
    }

    private void Reserve(int count)
    {
        if (Start.Length < count)
        {
            Start = new int[count];
        }
        if (Weights.Length < count * Taps)
        {
            Weights = new int[count * Taps];
        }
        if (exact.Length < Taps)
        {
            exact = new double[Taps];
        }
    }
}
