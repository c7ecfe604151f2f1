using Graft.Recipes;
using SkiaSharp;

namespace Graft.Imaging.Synthetic;

/// <summary>What the light and the camera do to the whole picture: a lamp to one side, exposure, colour cast, contrast and grain.</summary>
internal static class Exposure
{
    public static void Apply(SKBitmap bitmap, ref AddressedRandom random)
    {
        int side = bitmap.Width;
        double exposure = random.Next(0.7, 1.3), gamma = random.Next(0.75, 1.3), angle = random.Next(0, Math.Tau), fall = random.Next(0, 0.45);
        byte[][] curves = [Curve(exposure * random.Next(0.88, 1.12), gamma), Curve(exposure * random.Next(0.88, 1.12), gamma), Curve(exposure * random.Next(0.88, 1.12), gamma)];
        float alongX = (float)(Math.Cos(angle) * fall / side), alongY = (float)(Math.Sin(angle) * fall / side), grain = (float)random.Next(0, 9);
        ulong dust = random.NextBits() | 1;
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < side * side; i++)
        {
            float light = 1 + (alongX * ((i % side) - (side / 2f))) + (alongY * ((i / side) - (side / 2f)));
            // xorshift: grain needs speed and a seed, not quality.
            dust ^= dust << 13;
            dust ^= dust >> 7;
            dust ^= dust << 17;
            float speck = grain * (((dust & 0xFFFF) + ((dust >> 16) & 0xFFFF) - 65535f) / 65535f);
            for (int channel = 0; channel < 3; channel++)
            {
                ref byte value = ref pixels[(i * 4) + channel];
                value = (byte)Math.Clamp((curves[channel][value] * light) + speck, 0, 255);
            }
        }
    }

    private static byte[] Curve(double gain, double gamma) => [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(255 * gain * Math.Pow(value / 255.0, gamma), 0, 255))];
}
