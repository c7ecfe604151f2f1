namespace Graft.Imaging;

/// <summary>Changes a picture's colours, step after step; steps that are a matrix wait and are applied as one.</summary>
/// <param name="planes">(3, height, width) bytes, changed in place.</param>
/// <remarks>Each step is PIL's of the same name, but that matrices in a row are rounded and cut to 0 … 255 once.</remarks>
internal ref struct ColourPass(Span<byte> planes, int width)
{
    private readonly Span<byte> planes = planes;
    private readonly int width = width;
    private ColourMatrix waiting = ColourMatrix.Identity;
    private (double Red, double Green, double Blue)? mean;

    public void Brightness(double factor) => Wait(ColourMatrix.Brightness(factor));

    public void Contrast(double factor) => Wait(ColourMatrix.Contrast(factor, waiting.Grey(mean ??= Mean())));

    public void Saturation(double factor) => Wait(ColourMatrix.Saturation(factor));

    public void Hue(double turn) => Wait(ColourMatrix.Hue(turn));

    /// <summary>Keeps the upper bits of every value.</summary>
    public void Posterize(int bits) => LookUp(ToneTables.Posterize(bits));

    /// <summary>Inverts what is at least as bright as a threshold.</summary>
    public void Solarize(int threshold) => LookUp(ToneTables.Solarize(threshold));

    /// <summary>Stretches each channel to 0 … 255.</summary>
    public void AutoContrast() => LookUpEach(ToneTables.AutoContrast);

    /// <summary>Makes all values of each channel about equally common.</summary>
    public void Equalize() => LookUpEach(ToneTables.Equalize);

    /// <summary>Away from a smoothed picture, or towards it; the outermost pixels stay.</summary>
    public void Sharpness(double factor)
    {
        Flush();
        for (int channel = 0; channel < 3; channel++)
        {
            Smoothing.Blend(Plane(channel), width, factor);
        }
    }

    /// <summary>Applies what still waits.</summary>
    public void Flush()
    {
        if (waiting != ColourMatrix.Identity)
        {
            waiting.Apply(planes);
            waiting = ColourMatrix.Identity;
        }
        mean = null;
    }

    private void Wait(ColourMatrix next) => waiting = waiting.Then(next);

    private readonly Span<byte> Plane(int channel) => planes.Slice(channel * (planes.Length / 3), planes.Length / 3);

    private void LookUp(byte[] table)
    {
        Flush();
        Map(planes, table);
    }

    private void LookUpEach(Func<int[], byte[]> tableOf)
    {
        Flush();
        for (int channel = 0; channel < 3; channel++)
        {
            int[] histogram = new int[256];
            foreach (byte value in Plane(channel))
            {
                histogram[value]++;
            }
            Map(Plane(channel), tableOf(histogram));
        }
    }

    private static void Map(Span<byte> values, byte[] table)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = table[values[i]];
        }
    }

    private readonly (double Red, double Green, double Blue) Mean()
    {
        Span<double> means = stackalloc double[3];
        for (int channel = 0; channel < 3; channel++)
        {
            long sum = 0;
            foreach (byte value in Plane(channel))
            {
                sum += value;
            }
            means[channel] = (double)sum / Plane(channel).Length;
        }
        return (means[0], means[1], means[2]);
    }
}
