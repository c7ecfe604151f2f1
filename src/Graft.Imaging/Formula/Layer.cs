using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft.Imaging.Formula;

/// <summary>One thing laid on a canvas: a surface of some colours, seen in some place, bounded by an outline or not at all.</summary>
internal readonly record struct Layer
{
    public required SurfaceFormula Surface { get; init; }

    public required PaletteFormula Palette { get; init; }

    /// <summary>Null where the surface fills the picture.</summary>
    public OutlineFormula? Outline { get; init; }

    /// <summary>Which piece of the surface.</summary>
    public required uint Seed { get; init; }

    /// <summary>Where it lies, in pixels.</summary>
    public required float X { get; init; }

    public required float Y { get; init; }

    /// <summary>Pixels to a unit: half the width of an outline.</summary>
    public required float Radius { get; init; }

    /// <summary>How it lies, in turns.</summary>
    public float Turn { get; init; }

    /// <summary>From where the light comes, as a vector in the plane; its length is how slanting it is.</summary>
    public float LightX { get; init; }

    public float LightY { get; init; }

    /// <summary>Pixels over which the outline fades; more than 1 for what is out of focus.</summary>
    public float Edge { get; init; }

    /// <summary>Lays it on the canvas.</summary>
    public unsafe void Paint(Canvas canvas)
    {
        if (Bounds(canvas.Side, X, Y, Reach) is not (int left, int top, int right, int bottom))
        {
            return;
        }
        Frame frame = FrameAt(X, Y);
        Heights(canvas, frame, left, top, right, bottom);
        for (int y = top; y < bottom; y++)
        {
            float* above = canvas.Height(y - 1), here = canvas.Height(y), below = canvas.Height(y + 1), tints = canvas.Tint(y);
            for (int x = left; x < right; x += Lanes.Count)
            {
                (Vector256<float> u, Vector256<float> v) = frame.At(x, y);
                Vector256<float> height = Vector256.Load(here + x), cover = Vector256.Create(1f), dome = Vector256<float>.Zero;
                if (Outline is { } outline)
                {
                    cover = Cover(outline, u, v, Edge, out dome);
                    if (Vector256.EqualsAll(cover, Vector256<float>.Zero))
                    {
                        continue;
                    }
                }
                Vector256<float> slope = ((Vector256.Load(here + x + 1) - Vector256.Load(here + x - 1)) * LightX) + ((Vector256.Load(below + x) - Vector256.Load(above + x)) * LightY);
                Vector256<float> shade = Lanes.Clamp(dome - (slope * Surface.Relief), -0.85f, 1f);
                Vector256<float> gleam = Vector256.Max(shade, Vector256<float>.Zero);
                gleam = gleam * gleam * gleam * Surface.Gloss;
                Vector256<float> light = (Vector256.Create(1f) + (shade * 0.6f)) * Vector256.Load(tints + x);
                Blend(canvas, x, y, height * 3f, light, gleam, cover);
            }
        }
    }

    /// <summary>Darkens what lies under an outline, moved away from the light.</summary>
    public unsafe void PaintShadow(Canvas canvas, float distance, float strength)
    {
        (float x, float y) = (X - (LightX * distance), Y - (LightY * distance));
        if (Outline is not { } outline || Bounds(canvas.Side, x, y, Reach + distance) is not (int left, int top, int right, int bottom))
        {
            return;
        }
        Frame frame = FrameAt(x, y);
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column += Lanes.Count)
            {
                (Vector256<float> u, Vector256<float> v) = frame.At(column, row);
                Vector256<float> light = Vector256.Create(1f) - (Cover(outline, u, v, Math.Max(2, 1.5f * distance), out _) * strength);
                for (int channel = 0; channel < 3; channel++)
                {
                    float* at = canvas.Colour(channel, row) + column;
                    (Vector256.Load(at) * light).Store(at);
                }
            }
        }
    }

    private float Reach => Outline is { } outline ? (Radius * 1.9f * MathF.Sqrt(outline.Aspect)) + Edge + 2 : float.PositiveInfinity;

    /// <summary>The part of the canvas that a circle touches, left and right on whole vectors; null where it touches none.</summary>
    private static (int Left, int Top, int Right, int Bottom)? Bounds(int side, float x, float y, float reach)
    {
        int left = (int)Math.Clamp(x - reach, 0, side) / Lanes.Count * Lanes.Count, right = (int)Math.Clamp(x + reach, 0, side);
        int top = (int)Math.Clamp(y - reach, 0, side), bottom = (int)Math.Clamp(y + reach, 0, side);
        return left < right && top < bottom ? (left, top, right, bottom) : null;
    }

    private Frame FrameAt(float x, float y)
    {
        float aspect = Outline is { } outline ? MathF.Sqrt(outline.Aspect) : 1, cosine = Lanes.Cosine(Turn) / Radius, sine = Lanes.Sine(Turn) / Radius;
        return new(x, y, cosine, sine, 1 / aspect, aspect);
    }

    private unsafe void Heights(Canvas canvas, Frame frame, int left, int top, int right, int bottom)
    {
        // Features finer than pixels would be noise: on small pieces they are made larger.
        float finest = Math.Min(1, Radius / (2.2f * Surface.Frequency));
        for (int y = top - 1; y <= bottom; y++)
        {
            float* heights = canvas.Height(y), tints = canvas.Tint(y);
            for (int x = left - Lanes.Count; x < right + Lanes.Count; x += Lanes.Count)
            {
                (Vector256<float> u, Vector256<float> v) = frame.Even(x, y);
                Surface.At(u * finest, v * finest, Seed, out Vector256<float> tint).Store(heights + x);
                tint.Store(tints + x);
            }
        }
    }

    /// <summary>How much of each pixel lies within the outline.</summary>
    /// <param name="dome">How much its rim leans towards the light.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Cover(in OutlineFormula outline, Vector256<float> u, Vector256<float> v, float edge, out Vector256<float> dome)
    {
        Vector256<float> distance = Vector256.Sqrt((u * u) + (v * v)) + Vector256.Create(1e-6f);
        (u, v) = (u / distance, v / distance);
        Vector256<float> within = distance / outline.Radius(u, v);
        Vector256<float> lean = within;
        for (int power = 1; power < outline.Flatness; power *= 2)
        {
            lean *= lean;
        }
        // Light in the frame of the object.
        float cosine = Lanes.Cosine(Turn), sine = Lanes.Sine(Turn);
        Vector256<float> towards = (u * ((LightX * cosine) + (LightY * sine))) + (v * ((LightY * cosine) - (LightX * sine)));
        dome = lean * towards * outline.Dome;
        return Lanes.Clamp(((Vector256.Create(1f) - within) * (Radius / edge)) + Vector256.Create(0.5f), 0, 1);
    }

    private unsafe void Blend(Canvas canvas, int x, int y, Vector256<float> height, Vector256<float> light, Vector256<float> gleam, Vector256<float> cover)
    {
        Vector256<float> one = Vector256.Create(1f), low = Vector256.Min(height, one), middle = Lanes.Clamp(height - one, 0, 1), high = Lanes.Clamp(height - Vector256.Create(2f), 0, 1);
        for (int channel = 0; channel < 3; channel++)
        {
            float* at = canvas.Colour(channel, y) + x;
            Vector256<float> colour = (Palette.Channel(channel, low, middle, high) * light) + gleam;
            (Outline is null ? colour : Lanes.Mix(Vector256.Load(at), colour, cover)).Store(at);
        }
    }

    /// <summary>From pixels to the units of a layer.</summary>
    private readonly record struct Frame(float X, float Y, float Cosine, float Sine, float Along, float Across)
    {
        /// <summary>In units of the outline, which the length by width squeezes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (Vector256<float> U, Vector256<float> V) At(int x, int y)
        {
            (Vector256<float> u, Vector256<float> v) = Even(x, y);
            return (u * Along, v * Across);
        }

        /// <summary>In units that are as long in every direction.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (Vector256<float> U, Vector256<float> V) Even(int x, int y)
        {
            Vector256<float> across = Lanes.Indices + Vector256.Create(x + 0.5f - X);
            float down = y + 0.5f - Y;
            return ((across * Cosine) + Vector256.Create(down * Sine), Vector256.Create(down * Cosine) - (across * Sine));
        }
    }
}
