using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft.Imaging;

/// <summary>Crop, mirroring, rotation, shear and resize in one look-up for each pixel made.</summary>
/// <remarks>
/// Bilinear, and where the picture shrinks by 1.5 or more the mean of n × n such samples spread over the new pixel, n being the shrinking rounded; JPEG photos are decoded small enough that n is 1.
/// Beyond the photo lies one colour.
/// </remarks>
internal static unsafe class AffineSampler
{
    private const int MostSamples = 8;

    /// <summary>Makes a picture.</summary>
    /// <param name="source">The photo, at whatever scale it was decoded.</param>
    /// <param name="toSource">From the new picture to decoded pixels of the photo; whole numbers are the corners of pixels on both sides.</param>
    /// <param name="beyond">The colour outside the photo: red, green, blue, 0 … 255.</param>
    /// <param name="planes">(3, height, width) bytes.</param>
    public static void Run(Pixels source, Affine toSource, Vector128<float> beyond, int width, int height, Span<byte> planes)
    {
        int samples = Math.Clamp((int)Math.Round(Math.Sqrt(Math.Abs((toSource.Xx * toSource.Yy) - (toSource.Xy * toSource.Yx)))), 1, MostSamples);
        float share = 1f / (samples * samples);
        double step = 1.0 / samples;
        fixed (byte* to = planes)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    Vector128<float> sum = Vector128<float>.Zero;
                    for (int sample = 0; sample < samples * samples; sample++)
                    {
                        (double atX, double atY) = toSource.Of(x + ((sample % samples + 0.5) * step), y + ((sample / samples + 0.5) * step));
                        sum += Sample(source, (float)atX, (float)atY, beyond);
                    }
                    Vector128<int> colour = Vector128.ConvertToInt32((sum * share) + Vector128.Create(0.5f));
                    byte* at = to + (y * width) + x;
                    at[0] = (byte)colour[0];
                    at[width * height] = (byte)colour[1];
                    at[2 * width * height] = (byte)colour[2];
                }
            }
        }
    }

    private static Vector128<float> Sample(Pixels source, float x, float y, Vector128<float> beyond)
    {
        if (!(x >= 0 && y >= 0 && x <= source.Width && y <= source.Height))
        {
            return beyond;
        }
        x = Math.Clamp(x - 0.5f, 0, source.Width - 1);
        y = Math.Clamp(y - 0.5f, 0, source.Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, source.Width - 1), bottom = Math.Min(top + 1, source.Height - 1);
        uint* upper = (uint*)source.Row(top), lower = (uint*)source.Row(bottom);
        Vector128<float> across = Vector128.Create(x - left), down = Vector128.Create(y - top);
        Vector128<float> above = Mix(Colour(upper[left]), Colour(upper[right]), across), below = Mix(Colour(lower[left]), Colour(lower[right]), across);
        return Mix(above, below, down);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mix(Vector128<float> one, Vector128<float> other, Vector128<float> part) => one + (part * (other - one));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Colour(uint pixel) => Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte())).AsInt32());
}
