using System.Runtime.Intrinsics;
using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>Bright closed lines around a point, on black: nested radial contours, or orbits that carry a wave.</summary>
/// <remarks>
/// <para>Radial contours: Kataoka et al. 2022 (arXiv:2206.09132), where a class is a number of nested polygons, their corners, growth, line width and noise. Where we differ: an outline is a sum of harmonics
/// rather than a polygon with noise at its corners, and a line has its width along the radius.</para>
/// <para>Visual Atoms: Takashima et al. 2023 (arXiv:2303.01112), where a class is the two frequencies of a wave and the number of its orbits. Where we differ: frequencies reach 40 rather than hundreds, since pictures have
/// 128 pixels a side rather than 512, and the wave is not made into steps.</para>
/// </remarks>
internal static class OrbitPainter
{
    private static readonly long ContourWord = AddressedRandom.Word("contour"), AtomWord = AddressedRandom.Word("atom");

    public static void PaintContours(Canvas canvas, long seed, int label, AddressedRandom random)
    {
        AddressedRandom kind = new(seed, ContourWord, label);
        int lines = 2 + kind.Next(12);
        float growth = (float)kind.Next(0.75, 0.97), width = (float)kind.Next(0.4, 2), roughness = (float)kind.Next(0, 0.35);
        (float first, float second) = (3 + kind.Next(9), 3 + kind.Next(20));
        Orbit orbit = new(canvas.Side * (float)random.Next(0.3, 0.46), width * (float)random.Next(0.8, 1.2), (float)random.Next(0.6, 1), first, roughness * (float)random.Next(0.8, 1.2), (float)random.NextDouble(), second, roughness * 0.5f, (float)random.NextDouble());
        Clear(canvas);
        Place place = Place.Draw(canvas.Side, ref random);
        for (int line = 0; line < lines; line++)
        {
            Draw(canvas, place, orbit);
            orbit = orbit with { Radius = orbit.Radius * growth };
        }
    }

    public static void PaintAtoms(Canvas canvas, long seed, int label, AddressedRandom random)
    {
        AddressedRandom kind = new(seed, AtomWord, label);
        int orbits = 1 + kind.Next(8);
        (float first, float second) = (1 + kind.Next(20), 1 + kind.Next(40));
        float strong = (float)kind.Next(0.05, 0.4), weak = (float)kind.Next(0.02, 0.2);
        Clear(canvas);
        Place place = Place.Draw(canvas.Side, ref random);
        for (int orbit = 0; orbit < orbits; orbit++)
        {
            float radius = canvas.Side * (0.06f + (0.4f * (orbit + (float)random.NextDouble()) / orbits));
            Draw(canvas, place, new(radius, (float)random.Next(0.6, 1.6), (float)random.Next(0.5, 1), first, strong * (float)random.Next(0.5, 1), (float)random.NextDouble(), second, weak * (float)random.Next(0.5, 1), (float)random.NextDouble()));
        }
    }

    private static unsafe void Clear(Canvas canvas)
    {
        for (int y = 0; y < canvas.Side; y++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                new Span<float>(canvas.Colour(channel, y), canvas.Stride - (2 * Lanes.Count)).Clear();
            }
        }
    }

    private static unsafe void Draw(Canvas canvas, Place place, Orbit orbit)
    {
        for (int y = 0; y < canvas.Side; y++)
        {
            for (int x = 0; x < canvas.Side; x += Lanes.Count)
            {
                Vector256<float> dx = Lanes.Indices + Vector256.Create(x + 0.5f - place.X), dy = Vector256.Create(y + 0.5f - place.Y);
                (Vector256<float> u, Vector256<float> v) = (((dx * place.Cosine) + (dy * place.Sine)) * place.Along, ((dy * place.Cosine) - (dx * place.Sine)) * place.Across);
                Vector256<float> distance = Vector256.Sqrt((u * u) + (v * v)) + Vector256.Create(1e-6f);
                Vector256<float> turns = Turns(u / distance, v / distance);
                Vector256<float> wave = Vector256.Create(1f) + (Lanes.Sine((turns * orbit.First) + Vector256.Create(orbit.FirstPhase)) * orbit.FirstPart) + (Lanes.Sine((turns * orbit.Second) + Vector256.Create(orbit.SecondPhase)) * orbit.SecondPart);
                Vector256<float> light = Lanes.Clamp(Vector256.Create(orbit.Width + 0.5f) - Vector256.Abs(distance - (wave * orbit.Radius)), 0, 1) * orbit.Brightness;
                for (int channel = 0; channel < 3; channel++)
                {
                    float* at = canvas.Colour(channel, y) + x;
                    Vector256.Max(Vector256.Load(at), light).Store(at);
                }
            }
        }
    }

    /// <summary>The direction of unit vectors as a part of a whole turn, to within 0.0001.</summary>
    private static Vector256<float> Turns(Vector256<float> x, Vector256<float> y)
    {
        Vector256<float> across = Vector256.Abs(x), down = Vector256.Abs(y), ratio = Vector256.Min(across, down) / Vector256.Max(across, down), square = ratio * ratio;
        Vector256<float> angle = ratio * (Vector256.Create(0.15914f) + (square * (Vector256.Create(-0.05258f) + (square * (Vector256.Create(0.02726f) - (square * 0.00882f))))));
        angle = Vector256.ConditionalSelect(Vector256.GreaterThan(down, across), Vector256.Create(0.25f) - angle, angle);
        angle = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), Vector256.Create(0.5f) - angle, angle);
        return Vector256.ConditionalSelect(Vector256.LessThan(y, Vector256<float>.Zero), -angle, angle);
    }

    /// <summary>One line: where it runs, and the two waves on it.</summary>
    private readonly record struct Orbit(float Radius, float Width, float Brightness, float First, float FirstPart, float FirstPhase, float Second, float SecondPart, float SecondPhase);

    /// <summary>Where the middle is, how it lies, and how it is squeezed.</summary>
    private readonly record struct Place(float X, float Y, float Cosine, float Sine, float Along, float Across)
    {
        public static Place Draw(int side, ref AddressedRandom random)
        {
            float turn = (float)random.NextDouble(), aspect = (float)random.Next(0.8, 1.25);
            return new(side * (float)random.Next(0.4, 0.6), side * (float)random.Next(0.4, 0.6), Lanes.Cosine(turn), Lanes.Sine(turn), 1 / aspect, aspect);
        }
    }
}
