using System.Runtime.Intrinsics;
using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>What light and camera do to a whole picture, and its way from numbers to bytes: a lamp to one side, exposure, contrast, a cast, softness and grain.</summary>
internal static unsafe class Development
{
    /// <summary>Writes rows of red, green, blue and 255, the side's number of pixels each.</summary>
    /// <param name="isPlain">Whether the picture is to stay as it was drawn.</param>
    public static void Run(Canvas canvas, bool isPlain, AddressedRandom random, byte* pixels)
    {
        float exposure = (float)random.Next(0.75, 1.3), bend = (float)random.Next(-0.5, 0.5), grain = (float)random.Next(0, 0.05);
        float turn = (float)random.NextDouble(), fall = (float)random.Next(0, 0.5) / canvas.Side, soft = (float)random.Next(0, 0.5);
        Vector128<float> cast = Vector128.Create((float)random.Next(0.9, 1.12), (float)random.Next(0.94, 1.06), (float)random.Next(0.88, 1.1), 0f) * exposure;
        (float across, float down) = (fall * Lanes.Cosine(turn), fall * Lanes.Sine(turn));
        uint dust = (uint)random.NextBits();
        if (isPlain)
        {
            (bend, grain, across, down, soft, cast) = (0, 0, 0, 0, 0, Vector128.Create(1f));
        }
        Vector256<float> half = Vector256.Create(0.5f), one = Vector256.Create(1f);
        for (int y = 0; y < canvas.Side; y++)
        {
            for (int x = 0; x < canvas.Side; x += Lanes.Count)
            {
                Vector256<float> columns = Lanes.Indices + Vector256.Create((float)x);
                Vector256<float> light = one + ((columns - Vector256.Create(canvas.Side / 2f)) * across) + Vector256.Create((y - (canvas.Side / 2f)) * down);
                Vector256<float> speck = (Lanes.Unit(Lanes.Hash(Vector256.ConvertToInt32(columns), Vector256.Create(y), dust)) - half) * grain;
                Vector256<int> packed = Vector256.Create(255 << 24);
                for (int channel = 0; channel < 3; channel++)
                {
                    Vector256<float> value = soft > 0 ? Soft(canvas, channel, x, y, soft) : Vector256.Load(canvas.Colour(channel, y) + x);
                    value = Lanes.Clamp(value * light * cast[channel], 0, 1);
                    value += value * (one - value) * bend;
                    packed |= Vector256.ConvertToInt32(Lanes.Clamp((value + speck) * 255f, 0, 255) + half) << (8 * channel);
                }
                Store(packed, pixels + (4L * ((y * canvas.Side) + x)), Math.Min(Lanes.Count, canvas.Side - x));
            }
        }
    }

    /// <summary>A pixel and its four neighbours, weighed; the vectors at the left and right borders stay sharp.</summary>
    private static Vector256<float> Soft(Canvas canvas, int channel, int x, int y, float part)
    {
        float* here = canvas.Colour(channel, y), above = canvas.Colour(channel, Math.Max(0, y - 1)), below = canvas.Colour(channel, Math.Min(canvas.Side - 1, y + 1));
        Vector256<float> middle = Vector256.Load(here + x);
        if (x == 0 || x + Lanes.Count >= canvas.Side)
        {
            return middle;
        }
        Vector256<float> around = Vector256.Load(here + x - 1) + Vector256.Load(here + x + 1) + Vector256.Load(above + x) + Vector256.Load(below + x);
        return (middle * (1 - part)) + (around * (part / 4));
    }

    private static void Store(Vector256<int> packed, byte* at, int count)
    {
        if (count == Lanes.Count)
        {
            packed.AsByte().Store(at);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            ((int*)at)[i] = packed[i];
        }
    }
}
