using System.Numerics;

namespace Graft.Imaging.Synthetic;

/// <summary>The outline of an object in a box from (−1, −1) at the upper left to (1, 1): solid parts, holes in them, and drawn lines such as an eye or a vein.</summary>
/// <remarks>All are chains of closely spaced points, so that a warp may bend what was straight.</remarks>
internal sealed class Outline
{
    private const float Spacing = 0.12f;

    public List<Vector2[]> Solids { get; } = [];

    public List<Vector2[]> Holes { get; } = [];

    public List<Vector2[]> Lines { get; } = [];

    public Outline Solid(Vector2[] part)
    {
        Solids.Add(Oriented(part, clockwise: true));
        return this;
    }

    public Outline Hole(Vector2[] part)
    {
        Holes.Add(Oriented(part, clockwise: false));
        return this;
    }

    public Outline Line(params Vector2[] line)
    {
        Lines.Add(line);
        return this;
    }

    public static Vector2[] Polygon(params ReadOnlySpan<(double X, double Y)> corners)
    {
        List<Vector2> points = [];
        for (int i = 0; i < corners.Length; i++)
        {
            Vector2 from = new((float)corners[i].X, (float)corners[i].Y), to = new((float)corners[(i + 1) % corners.Length].X, (float)corners[(i + 1) % corners.Length].Y);
            int steps = Math.Max(1, (int)(Vector2.Distance(from, to) / Spacing));
            points.AddRange(Enumerable.Range(0, steps).Select(step => Vector2.Lerp(from, to, step / (float)steps)));
        }
        return [.. points];
    }

    public static Vector2[] Box(double left, double top, double right, double bottom) => Polygon((left, top), (right, top), (right, bottom), (left, bottom));

    public static Vector2[] Ellipse(double x, double y, double radiusX, double radiusY) => Polar(x, y, _ => 1, radiusX, radiusY);

    /// <summary>A closed curve around a point: the radius as a function of the angle in radians, clockwise from the right.</summary>
    public static Vector2[] Polar(double x, double y, Func<double, double> radius, double scaleX = 1, double scaleY = 1)
    {
        const int steps = 72;
        return [.. Enumerable.Range(0, steps).Select(step => Math.Tau * step / steps)
            .Select(angle => new Vector2((float)(x + (scaleX * radius(angle) * Math.Cos(angle))), (float)(y + (scaleY * radius(angle) * Math.Sin(angle)))))];
    }

    /// <summary>A closed smooth curve through the points (Catmull and Rom's spline).</summary>
    public static Vector2[] Smooth(params ReadOnlySpan<(double X, double Y)> points)
    {
        const int steps = 8;
        List<Vector2> curve = [];
        Vector2 Point(ReadOnlySpan<(double X, double Y)> all, int i) => new((float)all[(i + all.Length) % all.Length].X, (float)all[(i + all.Length) % all.Length].Y);
        for (int i = 0; i < points.Length; i++)
        {
            Vector2 before = Point(points, i - 1), from = Point(points, i), to = Point(points, i + 1), after = Point(points, i + 2);
            for (int step = 0; step < steps; step++)
            {
                float t = step / (float)steps;
                curve.Add(0.5f * ((2 * from) + ((to - before) * t) + (((2 * before) - (5 * from) + (4 * to) - after) * t * t) + (((3 * from) - before - (3 * to) + after) * t * t * t)));
            }
        }
        return [.. curve];
    }

    /// <summary>A small filled dot as a closed line, for eyes and knobs.</summary>
    public static Vector2[] Dot(double x, double y, double radius) => [.. Ellipse(x, y, radius, radius), new((float)(x + radius), (float)y)];

    private static Vector2[] Oriented(Vector2[] part, bool clockwise)
    {
        float area = 0;
        for (int i = 0; i < part.Length; i++)
        {
            Vector2 a = part[i], b = part[(i + 1) % part.Length];
            area += (a.X * b.Y) - (b.X * a.Y);
        }
        return area > 0 == clockwise ? part : [.. part.Reverse()];
    }
}
