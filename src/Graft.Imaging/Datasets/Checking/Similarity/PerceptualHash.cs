namespace Graft.Imaging;

/// <summary>64 bits that hardly change when a photo is encoded anew, resized, or trimmed a little.</summary>
/// <remarks>
/// The signs of the lowest frequencies of a two-dimensional cosine transform, as in pHash (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", section 3.2.1).
/// We differ: signs in place of comparison with the median, so that a mirror only flips the bits of odd horizontal frequencies; the 64 lowest frequencies by u² + v²; and parts of a picture have hashes too,
/// each from the transform of that part, so that a trimmed copy is met by the part that it shows.
/// </remarks>
internal static class PerceptualHash
{
    private const int Side = SmallPicture.Side, Frequencies = 10;

    /// <summary>Share of each side that a copy may lack to be met.</summary>
    private const float Trim = 0.08f;

    /// <summary>Frequencies across and down, the lowest first.</summary>
    private static readonly (int U, int V)[] Bits = [.. Enumerable.Range(0, Frequencies * Frequencies).Select(i => (U: i % Frequencies, V: i / Frequencies)).Where(f => f.U + f.V > 0)
        .OrderBy(f => (f.U * f.U) + (f.V * f.V)).ThenBy(f => f.U).Take(64)];

    /// <summary>Bits that a mirror flips.</summary>
    public static readonly ulong MirrorMask = Bits.Index().Aggregate(0UL, (mask, bit) => bit.Item.U % 2 == 1 ? mask | (1UL << bit.Index) : mask);

    /// <summary>The parts that are hashed: the whole, its middle, and what is left when two neighbouring sides are trimmed.</summary>
    public static readonly SmallWindow[] Parts =
    [
        SmallWindow.Whole, Part(Trim / 2, Trim / 2), Part(0, 0), Part(Trim, 0), Part(0, Trim), Part(Trim, Trim),
    ];

    private static readonly float[][] Across = [.. Parts.Select(part => Cosines(part.Left, part.Right))], Down = [.. Parts.Select(part => Cosines(part.Top, part.Bottom))];

    /// <summary>The hash of a part.</summary>
    /// <param name="part">Which of <see cref="Parts"/>.</param>
    public static ulong Of(SmallPicture picture, int part)
    {
        Span<float> rows = stackalloc float[Side * Frequencies]; // (y, u)
        for (int y = 0; y < Side; y++)
        {
            ReadOnlySpan<byte> line = picture.Grey.Slice(y * Side, Side);
            for (int u = 0; u < Frequencies; u++)
            {
                ReadOnlySpan<float> wave = Across[part].AsSpan(u * Side, Side);
                float sum = 0;
                for (int x = 0; x < Side; x++)
                {
                    sum += wave[x] * line[x];
                }
                rows[(y * Frequencies) + u] = sum;
            }
        }
        ulong hash = 0;
        for (int bit = 0; bit < Bits.Length; bit++)
        {
            (int u, int v) = Bits[bit];
            ReadOnlySpan<float> wave = Down[part].AsSpan(v * Side, Side);
            float sum = 0;
            for (int y = 0; y < Side; y++)
            {
                sum += wave[y] * rows[(y * Frequencies) + u];
            }
            hash |= sum > 0 ? 1UL << bit : 0;
        }
        return hash;
    }

    // What is left of both axes when so much is trimmed from the left and the top, and the rest of Trim from the other sides.
    private static SmallWindow Part(float left, float top) => new(left * Side, top * Side, (1 - Trim + left) * Side, (1 - Trim + top) * Side);

    /// <summary>Half-waves over a stretch of the axis, each pixel weighted by how much of it lies within.</summary>
    private static float[] Cosines(float low, float high)
    {
        float[] waves = new float[Frequencies * Side];
        for (int frequency = 0; frequency < Frequencies; frequency++)
        {
            for (int x = 0; x < Side; x++)
            {
                float from = Math.Max(low, x), to = Math.Min(high, x + 1);
                waves[(frequency * Side) + x] = to <= from ? 0 : (to - from) * MathF.Cos(MathF.PI * frequency * (((from + to) / 2) - low) / (high - low));
            }
            // A frequency other than 0 must not see the mean, which the weights of cut pixels would let through.
            double mean = frequency == 0 ? 0 : waves.AsSpan(frequency * Side, Side).ToArray().Sum() / (high - low);
            for (int x = 0; x < Side; x++)
            {
                float inside = Math.Max(0, Math.Min(high, x + 1) - Math.Max(low, x));
                waves[(frequency * Side) + x] -= (float)mean * inside;
            }
        }
        return waves;
    }
}
