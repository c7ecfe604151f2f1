using System.Runtime.Intrinsics;

namespace Graft.Imaging;

/// <summary>An affine map of colours, 0 … 255 a channel; several in a row are one.</summary>
/// <param name="Red">What becomes red: factors of red, green and blue, and what is added.</param>
internal readonly record struct ColourMatrix(Vector128<float> Red, Vector128<float> Green, Vector128<float> Blue)
{
    // ITU-R BT.601, as PIL's conversion to grey.
    private static readonly Vector128<float> Luma = Vector128.Create(0.299f, 0.587f, 0.114f, 0);

    public static ColourMatrix Identity { get; } = new(Vector128.Create(1f, 0, 0, 0), Vector128.Create(0, 1f, 0, 0), Vector128.Create(0, 0, 1f, 0));

    public static ColourMatrix Brightness(double factor) => Blend(factor, default);

    /// <summary>Away from a grey, or towards it.</summary>
    /// <param name="grey">The picture's mean grey, 0 … 255.</param>
    public static ColourMatrix Contrast(double factor, double grey) => Blend(factor, Vector128.Create(0, 0, 0, (float)grey));

    /// <summary>Away from each pixel's grey, or towards it.</summary>
    public static ColourMatrix Saturation(double factor) => Blend(factor, Luma);

    /// <summary>Turns colours about the grey axis; brightness stays.</summary>
    /// <param name="turn">Fraction of the whole circle.</param>
    /// <remarks>A rotation of the IQ plane of YIQ. torchvision shifts the hue of HSV instead, which no matrix can do; small turns look alike.</remarks>
    public static ColourMatrix Hue(double turn)
    {
        (double sin, double cos) = Math.SinCos(turn * 2 * Math.PI);
        Vector128<float> i = Vector128.Create(0.596f, -0.274f, -0.322f, 0), q = Vector128.Create(0.211f, -0.523f, 0.312f, 0);
        Vector128<float> turnedI = ((float)cos * i) + ((float)sin * q), turnedQ = ((float)cos * q) - ((float)sin * i);
        return new(Luma + (0.956f * turnedI) + (0.621f * turnedQ), Luma - (0.272f * turnedI) - (0.647f * turnedQ), Luma - (1.107f * turnedI) + (1.704f * turnedQ));
    }

    /// <summary>First this one, then another.</summary>
    public ColourMatrix Then(ColourMatrix next) => new(Row(next.Red), Row(next.Green), Row(next.Blue));

    /// <summary>The grey of a colour after this map.</summary>
    public double Grey((double Red, double Green, double Blue) colour)
    {
        Vector128<float> row = Row(Luma);
        return (row[0] * colour.Red) + (row[1] * colour.Green) + (row[2] * colour.Blue) + row[3];
    }

    /// <summary>Maps every pixel, in place, rounded and cut to 0 … 255.</summary>
    /// <param name="planes">(3, plane) bytes.</param>
    public void Apply(Span<byte> planes)
    {
        int plane = planes.Length / 3, i = 0;
        Span<byte> reds = planes[..plane], greens = planes.Slice(plane, plane), blues = planes.Slice(2 * plane, plane);
        for (; i + 8 <= plane; i += 8)
        {
            Vector256<float> red = Load(reds[i..]), green = Load(greens[i..]), blue = Load(blues[i..]);
            Store(Map(Red, red, green, blue), reds[i..]);
            Store(Map(Green, red, green, blue), greens[i..]);
            Store(Map(Blue, red, green, blue), blues[i..]);
        }
        for (; i < plane; i++)
        {
            Vector128<float> colour = Vector128.Create(reds[i], greens[i], blues[i], 1f);
            (reds[i], greens[i], blues[i]) = (Byte(Vector128.Dot(Red, colour)), Byte(Vector128.Dot(Green, colour)), Byte(Vector128.Dot(Blue, colour)));
        }
    }

    private static ColourMatrix Blend(double factor, Vector128<float> towards)
    {
        Vector128<float> rest = (float)(1 - factor) * towards;
        return new(((float)factor * Identity.Red) + rest, ((float)factor * Identity.Green) + rest, ((float)factor * Identity.Blue) + rest);
    }

    private Vector128<float> Row(Vector128<float> next) => (next[0] * Red) + (next[1] * Green) + (next[2] * Blue) + Vector128.Create(0, 0, 0, next[3]);

    private static Vector256<float> Load(ReadOnlySpan<byte> from)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalar(BitConverter.ToUInt64(from)).AsByte());
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(words);
        return Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
    }

    private static Vector256<float> Map(Vector128<float> row, Vector256<float> red, Vector256<float> green, Vector256<float> blue) =>
        (red * row[0]) + (green * row[1]) + (blue * row[2]) + Vector256.Create(row[3] + 0.5f);

    private static void Store(Vector256<float> values, Span<byte> to)
    {
        Vector256<int> whole = Vector256.ConvertToInt32(Vector256.Min(Vector256.Max(values, Vector256<float>.Zero), Vector256.Create(255f)));
        Vector128<short> words = Vector128.Narrow(whole.GetLower(), whole.GetUpper());
        BitConverter.TryWriteBytes(to, Vector128.Narrow(words.AsUInt16(), words.AsUInt16()).AsUInt64()[0]);
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
