using Graft.Recipes;
using static Graft.Imaging.Synthetic.Outline;

namespace Graft.Imaging.Synthetic;

internal static partial class Shapes
{
    private static Outline Bottle(ref AddressedRandom random)
    {
        double half = random.Next(0.3, 0.46), neck = random.Next(0.1, 0.17), shoulder = random.Next(-0.3, 0.05), collar = random.Next(-0.62, -0.5);
        return new Outline()
            .Solid(Smooth((-neck, collar), (-neck, collar + 0.12), (-half, shoulder + 0.15), (-half, 0.4), (-half, 0.9), (-half * 0.8, 0.98), (half * 0.8, 0.98), (half, 0.9), (half, 0.4), (half, shoulder + 0.15), (neck, collar + 0.12), (neck, collar)))
            .Solid(Box(-neck, -0.92, neck, collar + 0.1)).Solid(Box(-neck * 1.35, -1, neck * 1.35, -0.86))
            .Line(new((float)-half, 0.05f), new((float)half, 0.05f)).Line(new((float)-half, 0.62f), new((float)half, 0.62f));
    }

    private static Outline Mushroom(ref AddressedRandom random)
    {
        double cap = random.Next(0.7, 0.98), height = random.Next(0.55, 0.95), stem = random.Next(0.14, 0.3), foot = random.Next(0.02, 0.16), rim = random.Next(-0.05, 0.2);
        return new Outline()
            .Solid(Smooth((-cap, rim), (-cap * 0.85, rim - (height * 0.55)), (-cap * 0.4, rim - (height * 0.93)), (0, rim - height), (cap * 0.4, rim - (height * 0.93)), (cap * 0.85, rim - (height * 0.55)), (cap, rim), (cap * 0.5, rim + 0.08), (-cap * 0.5, rim + 0.08)))
            .Solid(Smooth((-stem, rim), (-stem * 0.9, 0.5), (-stem - foot, 0.92), (0, 0.99), (stem + foot, 0.92), (stem * 0.9, 0.5), (stem, rim)))
            .Line(new((float)(-cap * 0.9), (float)rim), new((float)(cap * 0.9), (float)rim));
    }

    private static Outline Duck(ref AddressedRandom random)
    {
        double head = random.Next(0.22, 0.3), neck = random.Next(0.38, 0.55), body = random.Next(0.34, 0.46), beak = random.Next(0.18, 0.34);
        return new Outline()
            .Solid(Smooth((0.55, 0.2), (0.45, 0.62), (0, 0.2 + body), (-0.5, 0.5), (-0.98, random.Next(-0.25, 0.05)), (-0.5, 0.08), (0, 0.12), (0.25, 0)))
            .Solid(Smooth((0.22, 0.15), (0.28, -0.4), (0.5, -0.45), (0.62, 0.3), (0.4, 0.5)))
            .Solid(Ellipse(0.45, -neck, head, head)).Solid(Polygon((0.45 + (head * 0.8), -neck - 0.08), (0.45 + head + beak, -neck + 0.06), (0.45 + (head * 0.8), -neck + 0.14)))
            .Line(Dot(0.5, -neck - 0.06, 0.045)).Line(new(-0.55f, 0.2f), new(-0.2f, 0.42f), new(0.15f, 0.3f));
    }

    private static Outline Crescent(ref AddressedRandom random)
    {
        double depth = random.Next(0.25, 0.6), inner = random.Next(0.72, 0.86);
        List<(double, double)> points = [];
        for (int i = 0; i <= 24; i++)
        {
            double angle = (0.28 * Math.PI) + (1.44 * Math.PI * i / 24);
            points.Add((Math.Cos(angle), Math.Sin(angle)));
        }
        for (int i = 24; i >= 0; i--)
        {
            // The inner edge meets the outer one at the horns.
            double angle = (0.28 * Math.PI) + (1.44 * Math.PI * i / 24), share = Math.Sin(Math.PI * i / 24), radius = 1 - (share * (1 - inner + (depth * 0.55)));
            points.Add(((Math.Cos(angle) * radius) + (share * 0.12), Math.Sin(angle) * radius));
        }
        return new Outline().Solid(Polygon([.. points]));
    }

    private static Outline Butterfly(ref AddressedRandom random)
    {
        double span = random.Next(0.75, 0.98), upper = random.Next(-0.95, -0.65), waist = random.Next(-0.1, 0.12), lower = random.Next(0.6, 0.92), narrow = random.Next(0.5, 0.8);
        Outline butterfly = new();
        foreach (int side in new[] { -1, 1 })
        {
            butterfly
                .Solid(Smooth((side * 0.03, waist - 0.15), (side * span * 0.45, upper + 0.12), (side * span, upper), (side * span * 0.95, -0.25), (side * span * 0.6, waist + 0.02), (side * 0.04, waist + 0.08)))
                .Solid(Smooth((side * 0.03, waist), (side * span * 0.6, waist), (side * span * narrow, 0.38), (side * span * 0.5, lower), (side * 0.16, 0.5)))
                .Line(new(0, -0.45f), new(side * 0.12f, -0.75f), new(side * 0.28f, -0.9f));
        }
        return butterfly.Solid(Ellipse(0, 0.05, 0.08, 0.55));
    }

    private static Outline Umbrella(ref AddressedRandom random)
    {
        int ribs = 3 + random.Next(4);
        double rim = random.Next(-0.05, 0.15), dome = random.Next(0.75, 1), scallop = random.Next(0.06, 0.13), thick = random.Next(0.04, 0.07), hook = random.Next(0.13, 0.2) * (random.Next(2) == 0 ? -1 : 1);
        List<(double, double)> canopy = [];
        for (int i = 0; i <= 24; i++)
        {
            double angle = Math.PI + (Math.PI * i / 24);
            canopy.Add((0.98 * Math.Cos(angle), rim + (dome * Math.Sin(angle))));
        }
        for (int i = 47; i > 0; i--)
        {
            double across = i / 48.0;
            canopy.Add((-0.98 + (1.96 * across), rim - (scallop * Math.Abs(Math.Sin(Math.PI * ribs * across)))));
        }
        Outline umbrella = new Outline().Solid(Polygon([.. canopy])).Solid(Box(-thick, rim - 0.15, thick, 0.88))
            .Solid(Smooth((-thick, 0.75), (-thick, 0.9), (hook / 2, 1), (hook, 0.88), (hook, 0.8), (hook * 0.75, 0.84), (hook / 2, 0.9), (thick, 0.8)));
        for (int i = 1; i < ribs; i++)
        {
            umbrella.Line(new(0, (float)(rim - dome)), new((float)((-0.98 + (1.96 * i / ribs)) * 0.75), (float)(rim - (dome * 0.5))), new((float)(-0.98 + (1.96 * i / ribs)), (float)rim));
        }
        return umbrella;
    }

    private static Outline Car(ref AddressedRandom random)
    {
        double roof = random.Next(-0.55, -0.35), waist = random.Next(-0.12, 0.08), front = random.Next(0.35, 0.6), back = random.Next(-0.75, -0.4), wheel = random.Next(0.17, 0.25), axle = random.Next(0.48, 0.62);
        return new Outline()
            .Solid(Polygon((-0.98, waist), (0.9, waist), (0.98, waist + 0.18), (0.98, 0.4), (-0.98, 0.4))).Solid(Polygon((back, waist), (back + 0.22, roof), (front - 0.35, roof), (front, waist)))
            .Hole(Polygon((back + 0.16, waist - 0.05), (back + 0.29, roof + 0.1), (-0.12, roof + 0.1), (-0.12, waist - 0.05))).Hole(Polygon((0, waist - 0.05), (0, roof + 0.1), (front - 0.4, roof + 0.1), (front - 0.18, waist - 0.05)))
            .Solid(Ellipse(-axle, 0.4, wheel, wheel)).Solid(Ellipse(axle, 0.4, wheel, wheel)).Line([.. Ellipse(-axle, 0.4, wheel, wheel)]).Line([.. Ellipse(axle, 0.4, wheel, wheel)]);
    }

    private static Outline Tree(ref AddressedRandom random)
    {
        double trunk = random.Next(0.08, 0.15);
        Outline tree = new Outline().Solid(Polygon((-trunk, 0.2), (trunk, 0.2), (trunk * 1.5, 1), (-trunk * 1.5, 1)));
        if (random.Next(2) == 0)
        {
            double width = random.Next(0.5, 0.75);
            return tree.Solid(Polygon((0, -1), (width * 0.6, -0.4), (-width * 0.6, -0.4))).Solid(Polygon((0, -0.7), (width * 0.85, 0.08), (-width * 0.85, 0.08))).Solid(Polygon((0, -0.3), (width, 0.55), (-width, 0.55)));
        }
        for (int i = 0; i < 5; i++)
        {
            double angle = (Math.Tau * i / 5) - 0.3, radius = random.Next(0.34, 0.46);
            tree.Solid(Ellipse(0.42 * Math.Cos(angle), -0.3 + (0.36 * Math.Sin(angle)), radius, radius));
        }
        return tree;
    }

    private static Outline Flower(ref AddressedRandom random)
    {
        int petals = 5 + random.Next(4);
        double depth = random.Next(0.28, 0.42), heart = random.Next(0.14, 0.24), sharp = random.Next(0.6, 1.3);
        return new Outline()
            .Solid(Polar(0, 0, angle => 1 - (depth * 1.4 * (1 - Math.Pow(Math.Abs(Math.Cos(petals * angle / 2)), sharp)))))
            .Line([.. Ellipse(0, 0, heart, heart)]).Line(Dot(0, 0, heart * 0.5));
    }

    private static Outline Rocket(ref AddressedRandom random)
    {
        double half = random.Next(0.2, 0.32), fin = random.Next(0.45, 0.7), shoulder = random.Next(-0.55, -0.3), port = random.Next(0.08, 0.13);
        return new Outline()
            .Solid(Smooth((0, -1), (half * 0.75, shoulder - 0.15), (half, shoulder + 0.2), (half, 0.3), (half * 0.75, 0.68), (-half * 0.75, 0.68), (-half, 0.3), (-half, shoulder + 0.2), (-half * 0.75, shoulder - 0.15)))
            .Solid(Polygon((half * 0.9, 0.1), (fin, 0.6), (fin, 0.9), (half * 0.7, 0.62))).Solid(Polygon((-half * 0.9, 0.1), (-fin, 0.6), (-fin, 0.9), (-half * 0.7, 0.62)))
            .Solid(Polygon((-half * 0.5, 0.66), (half * 0.5, 0.66), (0, random.Next(0.85, 1)))).Hole(Ellipse(0, -0.25, port, port));
    }
}
