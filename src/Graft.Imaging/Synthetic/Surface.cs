using Graft.Recipes;

namespace Graft.Imaging.Synthetic;

/// <summary>The kinds of texture that an object or a background may wear.</summary>
internal enum SurfaceKind
{
    Plain,
    Striped,
    Dotted,
    Checked,
    Scaled,
    Marbled,
    Bricked,
    Ringed,
    Grid,
    Zigzag,
    Blotched,
    Woven,
}

/// <summary>One texture with its own scale, angle, phase, proportions and warp: for each point of the picture, how far it lies from the first colour towards the second.</summary>
internal sealed class Surface
{
    private readonly SurfaceKind kind;
    private readonly Noise noise;
    private readonly float cos, sin, phaseX, phaseY, duty, aspect, warp, jitter;

    /// <param name="period">Pixels of one repetition.</param>
    public Surface(SurfaceKind kind, float period, ref AddressedRandom random)
    {
        this.kind = kind;
        noise = new(random.NextBits());
        double angle = random.Next(0, 2 * Math.PI);
        (cos, sin) = ((float)Math.Cos(angle) / period, (float)Math.Sin(angle) / period);
        (phaseX, phaseY) = ((float)random.Next(-50.0, 50.0), (float)random.Next(-50.0, 50.0));
        duty = (float)random.Next(0.36, 0.62);
        aspect = (float)random.Next(0.75, 1.3);
        warp = (float)random.Next(0, 0.5);
        jitter = (float)random.Next(0, 0.3);
    }

    /// <summary>0 for the first colour, 1 for the second, at a point given in pixels from the surface's centre.</summary>
    public float At(float x, float y)
    {
        float u = (x * cos) - (y * sin), v = (x * sin) + (y * cos);
        // Rings keep their centre near the object's; all else is shifted by whole periods and a phase.
        (float cu, float cv) = (u, v);
        u += phaseX;
        v = (v * aspect) + phaseY;
        float bend = warp * (noise.At(u * 0.45f, v * 0.45f) - 0.5f);
        u += bend * 1.6f;
        v -= bend * 1.2f;
        return kind switch
        {
            SurfaceKind.Striped => Band(u, duty),
            SurfaceKind.Dotted => Dots(u, v),
            SurfaceKind.Checked => Band(u, 0.5f) is var a && Band(v, 0.5f) is var b ? a + b - (2 * a * b) : 0,
            SurfaceKind.Scaled => Scales(u, v),
            SurfaceKind.Marbled => Soft(MathF.Sin((u * 3.2f) + (7 * noise.Rough(u * 0.8f, v * 0.8f))), 0, 1.1f),
            SurfaceKind.Bricked => Bricks(u, v),
            SurfaceKind.Ringed => Band(MathF.Sqrt((cu * cu) + (cv * cv)) + (bend * 1.2f) + phaseX, duty),
            SurfaceKind.Grid => MathF.Max(Band(u, 0.26f), Band(v, 0.26f)),
            SurfaceKind.Zigzag => Band(v + (0.55f * MathF.Abs((2 * Fraction(u * 0.7f)) - 1)), duty),
            SurfaceKind.Blotched => Soft(noise.At(u * 0.9f, v * 0.9f), duty, 0.12f),
            SurfaceKind.Woven => Weave(u, v),
            _ => 0.35f * noise.Rough(u * 0.35f, v * 0.35f),
        };
    }

    private float Dots(float u, float v)
    {
        (float i, float j) = (MathF.Floor(u), MathF.Floor(v));
        float dx = u - i - 0.5f - (jitter * (noise.Cell((int)i, (int)j) - 0.5f)), dy = v - j - 0.5f - (jitter * (noise.Cell((int)j, (int)i) - 0.5f));
        return Soft(0.14f + (0.3f * duty) - MathF.Sqrt((dx * dx) + (dy * dy)), 0, 0.08f);
    }

    /// <summary>Rows of overlapping discs, each row over the one below: bright in the middle of a disc, dark at its rim.</summary>
    private float Scales(float u, float v)
    {
        const float height = 0.4f, radius = 0.64f;
        float row = MathF.Floor(v / height), upper = Distance(row - 1), distance = upper <= radius ? upper : Distance(row);
        return Soft(distance / radius, 0.5f + (0.6f * duty), 0.1f);

        float Distance(float row)
        {
            float dx = Fraction(u + (((int)row & 1) * 0.5f)) - 0.5f, dy = v - (row * height);
            return MathF.Sqrt((dx * dx) + (dy * dy));
        }
    }

    private float Bricks(float u, float v)
    {
        float row = MathF.Floor(v * 1.7f), x = Fraction((u * 0.85f) + (((int)row & 1) * 0.5f)), y = (v * 1.7f) - row;
        float mortar = MathF.Min(MathF.Min(x, 1 - x) * 2, MathF.Min(y, 1 - y)), tone = noise.Cell((int)MathF.Floor(u * 0.85f) + (int)row, (int)row);
        return Soft(0.13f - mortar, 0, 0.06f) + ((mortar > 0.13f ? 0.45f : 0) * jitter * tone);
    }

    private static float Weave(float u, float v)
    {
        bool over = ((int)MathF.Floor(u) + (int)MathF.Floor(v)) % 2 == 0;
        float across = (over ? Fraction(v) : Fraction(u)) - 0.5f;
        return over ? 0.8f - (2.8f * across * across) : 0.35f - (1.4f * across * across);
    }

    /// <summary>1 for a share <paramref name="duty"/> of each unit, with soft edges.</summary>
    private static float Band(float t, float duty)
    {
        float distance = MathF.Abs(Fraction(t) - 0.5f);
        return Soft((duty / 2) - distance, 0, 0.06f);
    }

    private static float Soft(float value, float edge, float width) => Math.Clamp(((value - edge) / width / 2) + 0.5f, 0, 1);

    private static float Fraction(float t) => t - MathF.Floor(t);
}
