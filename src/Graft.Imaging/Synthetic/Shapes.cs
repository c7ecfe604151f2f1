using System.Numerics;
using Graft.Recipes;
using static Graft.Imaging.Synthetic.Outline;

namespace Graft.Imaging.Synthetic;

/// <summary>Draws an object of each kind; no two of a kind have the same proportions.</summary>
internal static partial class Shapes
{
    public static Outline Draw(ShapeKind kind, ref AddressedRandom random) => kind switch
    {
        ShapeKind.Star => Star(ref random),
        ShapeKind.Gear => Gear(ref random),
        ShapeKind.Heart => Heart(ref random),
        ShapeKind.Fish => Fish(ref random),
        ShapeKind.Leaf => Leaf(ref random),
        ShapeKind.Mug => Mug(ref random),
        ShapeKind.House => House(ref random),
        ShapeKind.Key => Key(ref random),
        ShapeKind.Bottle => Bottle(ref random),
        ShapeKind.Mushroom => Mushroom(ref random),
        ShapeKind.Duck => Duck(ref random),
        ShapeKind.Crescent => Crescent(ref random),
        ShapeKind.Butterfly => Butterfly(ref random),
        ShapeKind.Umbrella => Umbrella(ref random),
        ShapeKind.Car => Car(ref random),
        ShapeKind.Tree => Tree(ref random),
        ShapeKind.Flower => Flower(ref random),
        ShapeKind.Rocket => Rocket(ref random),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such shape"),
    };

    private static Outline Star(ref AddressedRandom random)
    {
        int points = 4 + random.Next(4);
        double inner = random.Next(0.32, 0.52);
        List<(double, double)> corners = [];
        for (int i = 0; i < 2 * points; i++)
        {
            double radius = i % 2 == 0 ? random.Next(0.88, 1) : inner, angle = Math.PI * i / points;
            corners.Add((radius * Math.Cos(angle), radius * Math.Sin(angle)));
        }
        return new Outline().Solid(Polygon([.. corners]));
    }

    private static Outline Gear(ref AddressedRandom random)
    {
        int teeth = 7 + random.Next(6);
        double root = random.Next(0.7, 0.8), width = random.Next(0.42, 0.6), hole = random.Next(0.16, 0.34);
        List<(double, double)> corners = [];
        for (int i = 0; i < teeth; i++)
        {
            foreach ((double at, double radius) in new[] { (0.0, root), (0.08, 0.97), (width - 0.08, 0.97), (width, root) })
            {
                double angle = Math.Tau * (i + at) / teeth;
                corners.Add((radius * Math.Cos(angle), radius * Math.Sin(angle)));
            }
        }
        return new Outline().Solid(Polygon([.. corners])).Hole(Ellipse(0, 0, hole, hole));
    }

    private static Outline Heart(ref AddressedRandom random)
    {
        double lobe = random.Next(0.72, 0.95), dip = random.Next(-0.5, -0.2), shoulder = random.Next(-0.95, -0.78), tip = random.Next(0.85, 1);
        return new Outline().Solid(Smooth((0, dip), (0.22, shoulder + 0.12), (0.52, shoulder), (lobe, -0.5), (lobe - 0.06, 0), (0.45, 0.48), (0.03, tip),
            (-0.03, tip), (-0.45, 0.48), (-lobe + 0.06, 0), (-lobe, -0.5), (-0.52, shoulder), (-0.22, shoulder + 0.12)));
    }

    private static Outline Fish(ref AddressedRandom random)
    {
        double belly = random.Next(0.32, 0.56), tail = random.Next(0.3, 0.55), fin = random.Next(0.12, 0.34), notch = random.Next(0.72, 0.86);
        Outline fish = new Outline()
            .Solid(Smooth((0.98, 0), (0.6, -belly * 0.8), (0.1, -belly), (-0.4, -belly * 0.6), (-0.7, -0.1), (-0.7, 0.1), (-0.4, belly * 0.6), (0.1, belly), (0.6, belly * 0.8)))
            .Solid(Polygon((-0.55, 0), (-1, -tail), (-notch, 0), (-1, tail)))
            .Solid(Polygon((0.35, -belly * 0.85), (-0.05, -belly - fin), (-0.3, -belly * 0.6)));
        return fish.Line(Dot(0.66, -belly * 0.25, 0.05)).Line(new(0.42f, (float)(-belly * 0.6)), new(0.36f, 0), new(0.42f, (float)(belly * 0.6)));
    }

    private static Outline Leaf(ref AddressedRandom random)
    {
        double width = random.Next(0.34, 0.62), fullest = random.Next(-0.1, 0.3), serration = random.Next(2) * random.Next(0.02, 0.05);
        Vector2[] blade = [.. Smooth((0, -1), (width * 0.6, -0.5), (width, fullest), (width * 0.6, 0.5), (0.02, 0.72), (-0.02, 0.72), (-width * 0.6, 0.5), (-width, fullest), (-width * 0.6, -0.5))
            .Select((point, i) => point * (1 + (float)(i % 4 < 2 ? serration : -serration)))];
        Outline leaf = new Outline().Solid(blade).Solid(Polygon((-0.03, 0.6), (0.03, 0.6), (0.06, 1), (0, 1))).Line(new(0, -0.85f), new(0, 0.75f));
        for (double y = -0.4; y < 0.5; y += 0.28)
        {
            leaf.Line(new(0, (float)y), new((float)(width * 0.6), (float)(y - 0.22))).Line(new(0, (float)y), new((float)(-width * 0.6), (float)(y - 0.22)));
        }
        return leaf;
    }

    private static Outline Mug(ref AddressedRandom random)
    {
        double half = random.Next(0.42, 0.62), top = random.Next(-0.85, -0.6), taper = random.Next(0, 0.16), handle = random.Next(0.28, 0.4), thick = random.Next(0.1, 0.16), middle = random.Next(-0.12, 0.1);
        double left = -half - 0.18, right = half - 0.18;
        return new Outline()
            .Solid(Ellipse(right + 0.05, middle, handle, handle * 1.15)).Hole(Ellipse(right + 0.05, middle, handle - thick, (handle * 1.15) - thick))
            .Solid(Polygon((left, top), (right, top), (right - taper, 0.8), (left + taper, 0.8)))
            .Solid(Ellipse(-0.18, top, half, 0.13)).Solid(Ellipse(-0.18, 0.8, half - taper, 0.1)).Line([.. Ellipse(-0.18, top, half * 0.92, 0.1)]);
    }

    private static Outline House(ref AddressedRandom random)
    {
        double half = random.Next(0.55, 0.78), eaves = random.Next(-0.2, 0.12), overhang = random.Next(0.08, 0.2), chimney = random.Next(0.15, 0.4) * (random.Next(2) == 0 ? -1 : 1), door = random.Next(-0.4, 0.2);
        return new Outline()
            .Solid(Box(-half, eaves, half, 0.92)).Solid(Polygon((-half - overhang, eaves), (random.Next(-0.12, 0.12), -0.95), (half + overhang, eaves)))
            .Solid(Box(chimney - 0.09, -0.9, chimney + 0.09, eaves - 0.1))
            .Hole(Box(door, 0.45, door + 0.24, 0.92)).Hole(Box(door + 0.34, 0.3, door + 0.34 + random.Next(0.14, 0.2), 0.56));
    }

    private static Outline Key(ref AddressedRandom random)
    {
        double ring = random.Next(0.3, 0.42), wall = random.Next(0.12, 0.18), shaft = random.Next(0.07, 0.12), end = random.Next(0.85, 1);
        Outline key = new Outline().Solid(Ellipse(-0.6, 0, ring, ring * random.Next(0.85, 1.15))).Hole(Ellipse(-0.6, 0, ring - wall, ring - wall)).Solid(Box(-0.6 + ring - 0.05, -shaft, end, shaft));
        for (double at = end - 0.14; at > 0.35; at -= random.Next(0.16, 0.24))
        {
            key.Solid(Box(at, 0, at + 0.11, random.Next(0.24, 0.42)));
        }
        return key;
    }
}
