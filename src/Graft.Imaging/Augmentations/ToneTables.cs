namespace Graft.Imaging;

/// <summary>Tables of 256 values that PIL's ImageOps of the same names map a channel by.</summary>
internal static class ToneTables
{
    public static byte[] Posterize(int bits) => [.. Enumerable.Range(0, 256).Select(value => (byte)(value & ~((1 << (8 - bits)) - 1)))];

    public static byte[] Solarize(int threshold) => [.. Enumerable.Range(0, 256).Select(value => (byte)(value < threshold ? value : 255 - value))];

    /// <param name="histogram">How often each of 256 values comes.</param>
    public static byte[] AutoContrast(int[] histogram)
    {
        int low = Array.FindIndex(histogram, count => count > 0), high = Array.FindLastIndex(histogram, count => count > 0);
        if (high <= low)
        {
            return Unchanged();
        }
        double scale = 255.0 / (high - low), offset = -low * scale;
        return [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp((int)((value * scale) + offset), 0, 255))];
    }

    /// <param name="histogram">How often each of 256 values comes.</param>
    public static byte[] Equalize(int[] histogram)
    {
        int used = histogram.Count(count => count > 0);
        int step = used <= 1 ? 0 : (histogram.Sum() - histogram.Last(count => count > 0)) / 255;
        if (step == 0)
        {
            return Unchanged();
        }
        byte[] table = new byte[256];
        int below = step / 2;
        for (int value = 0; value < 256; value++)
        {
            table[value] = (byte)Math.Min(below / step, 255);
            below += histogram[value];
        }
        return table;
    }

    private static byte[] Unchanged() => [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
}
