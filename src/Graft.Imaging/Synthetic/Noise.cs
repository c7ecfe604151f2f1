namespace Graft.Imaging.Synthetic;

/// <summary>Smooth random numbers over the plane, for marble, blotches, warps and dirt.</summary>
/// <remarks>Value noise: random numbers on the integer grid, blended by a cubic (Perlin's fade) in between.</remarks>
internal readonly struct Noise(ulong seed)
{
    /// <summary>A number in [0, 1] that belongs to one cell of the integer grid.</summary>
    public float Cell(int x, int y)
    {
        ulong z = seed + ((ulong)(uint)x * 0x9E3779B97F4A7C15) + ((ulong)(uint)y * 0xC2B2AE3D27D4EB4F);
        z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93;
        z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93;
        return (z >> 40) / (float)(1 << 24);
    }

    /// <summary>A number in [0, 1] that varies smoothly, with features about one unit wide.</summary>
    public float At(float x, float y)
    {
        float left = MathF.Floor(x), top = MathF.Floor(y), u = Fade(x - left), v = Fade(y - top);
        int i = (int)left, j = (int)top;
        float upper = Cell(i, j) + (u * (Cell(i + 1, j) - Cell(i, j)));
        float lower = Cell(i, j + 1) + (u * (Cell(i + 1, j + 1) - Cell(i, j + 1)));
        return upper + (v * (lower - upper));
    }

    /// <summary>Two octaves: the same with finer detail on top.</summary>
    public float Rough(float x, float y) => (At(x, y) * 0.65f) + (At((x * 2.1f) + 17, (y * 2.1f) + 5) * 0.35f);

    private static float Fade(float t) => t * t * (3 - (2 * t));
}
