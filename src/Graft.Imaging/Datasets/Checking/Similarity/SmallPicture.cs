using System.Numerics;

namespace Graft.Imaging;

/// <summary>A picture in 32 × 32 grey pixels, whatever its shape: enough to tell whether two files show one photo.</summary>
internal sealed class SmallPicture
{
    public const int Side = 32, Area = Side * Side;

    /// <summary>Deviation, in steps of 255, below which nothing can be recognised.</summary>
    private const double Visible = 2;

    private readonly byte[] grey;

    private SmallPicture(byte[] grey)
    {
        this.grey = grey;
        (Mean, Deviation) = Moments(grey);
    }

    /// <summary>Rows of grey from 0 to 255.</summary>
    public ReadOnlySpan<byte> Grey => grey;

    public float Mean { get; }

    public float Deviation { get; }

    /// <summary>Whether it is all of one colour, as far as can be seen.</summary>
    public bool IsBlank => Deviation < Visible;

    /// <summary>The small picture of three planes.</summary>
    /// <param name="planes">(3, 32, 32) red, green, blue.</param>
    public static SmallPicture Of(ReadOnlySpan<byte> planes)
    {
        byte[] grey = new byte[Area];
        for (int i = 0; i < Area; i++)
        {
            grey[i] = (byte)(((299 * planes[i]) + (587 * planes[Area + i]) + (114 * planes[(2 * Area) + i]) + 500) / 1000);
        }
        return new(grey);
    }

    /// <summary>How alike this picture is to a part of another: Pearson's correlation of their grey values, −1 to 1.</summary>
    /// <param name="part">In pixels of the other small picture.</param>
    /// <param name="mirrored">Whether the other one is looked at in a mirror.</param>
    public float Correlation(SmallPicture other, SmallWindow part, bool mirrored)
    {
        Span<int> column = stackalloc int[Side];
        Span<float> share = stackalloc float[Side];
        for (int x = 0; x < Side; x++)
        {
            (column[x], share[x]) = Sample(part.Left, part.Right, mirrored ? Side - 1 - x : x);
        }
        Span<float> seen = stackalloc float[Area];
        for (int y = 0; y < Side; y++)
        {
            (int row, float below) = Sample(part.Top, part.Bottom, y);
            ReadOnlySpan<byte> upper = other.grey.AsSpan(row * Side, Side), lower = other.grey.AsSpan(Math.Min(row + 1, Side - 1) * Side, Side);
            for (int x = 0; x < Side; x++)
            {
                int left = column[x], right = Math.Min(left + 1, Side - 1);
                float a = upper[left] + (share[x] * (upper[right] - upper[left])), b = lower[left] + (share[x] * (lower[right] - lower[left]));
                seen[(y * Side) + x] = a + (below * (b - a));
            }
        }
        return Correlation(seen);
    }

    // The pixel left of a point and how far beyond its centre the point lies.
    private static (int First, float Share) Sample(float low, float high, int at)
    {
        float place = Math.Clamp(low + ((at + 0.5f) * (high - low) / Side) - 0.5f, 0, Side - 1);
        return ((int)place, place - (int)place);
    }

    private float Correlation(ReadOnlySpan<float> seen)
    {
        Vector<float> sum = Vector<float>.Zero, squares = sum, product = sum;
        Span<float> own = stackalloc float[Area];
        for (int i = 0; i < Area; i++)
        {
            own[i] = grey[i];
        }
        for (int i = 0; i < Area; i += Vector<float>.Count)
        {
            Vector<float> other = new(seen[i..]), mine = new Vector<float>(own[i..]) - new Vector<float>(Mean);
            sum += other;
            squares += other * other;
            product += other * mine;
        }
        float mean = Vector.Sum(sum) / Area, variance = (Vector.Sum(squares) / Area) - (mean * mean);
        return variance <= 0 || Deviation == 0 ? 0 : Vector.Sum(product) / Area / (MathF.Sqrt(variance) * Deviation);
    }

    private static (float, float) Moments(byte[] grey)
    {
        double sum = 0, squares = 0;
        foreach (byte value in grey)
        {
            sum += value;
            squares += value * value;
        }
        double mean = sum / Area;
        return ((float)mean, (float)Math.Sqrt(Math.Max(0, (squares / Area) - (mean * mean))));
    }
}

/// <summary>A part of a small picture, in its pixels.</summary>
internal readonly record struct SmallWindow(float Left, float Top, float Right, float Bottom)
{
    public static SmallWindow Whole { get; } = new(0, 0, SmallPicture.Side, SmallPicture.Side);
}
