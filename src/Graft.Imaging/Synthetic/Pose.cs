using System.Numerics;
using Graft.Recipes;

namespace Graft.Imaging.Synthetic;

/// <summary>How an object stands in the picture: mirrored, turned, stretched, bent, seen at a slant, and where.</summary>
internal readonly record struct Pose(Vector2 Centre, float Half, float Angle, bool Mirrored, float Stretch, Vector2 Slant, float Bend, float BendPhase)
{
    /// <param name="side">Pixels of the picture's sides.</param>
    /// <param name="half">Pixels from the object's centre to the edge of its box.</param>
    public static Pose Draw(int side, float half, ref AddressedRandom random)
    {
        // Up to a tenth of the object may lie outside the picture.
        double room = Math.Max(side - (1.8 * half), 0) / 2;
        Vector2 centre = new((float)((side / 2.0) + random.Next(-room, room)), (float)((side / 2.0) + random.Next(-room, room)));
        float angle = (float)(random.NextNormal() * 0.4);
        return new(centre, half, angle, random.Next(2) == 0, (float)random.Next(0.78, 1.22), new((float)random.Next(-0.2, 0.2), (float)random.Next(-0.2, 0.2)),
            (float)random.Next(-0.14, 0.14), (float)random.Next(0, Math.Tau));
    }

    /// <summary>Where a point of the object's box lies in the picture, in pixels.</summary>
    public Vector2 Place(Vector2 point)
    {
        float x = Mirrored ? -point.X : point.X, y = point.Y;
        x += Bend * MathF.Sin((2.2f * y) + BendPhase);
        y += Bend * MathF.Sin((2.2f * x) + (BendPhase * 1.7f));
        (x, y) = (x * MathF.Sqrt(Stretch), y / MathF.Sqrt(Stretch));
        float nearness = 1 + (Slant.X * x) + (Slant.Y * y);
        (float sin, float cos) = MathF.SinCos(Angle);
        return Centre + (new Vector2((x * cos) - (y * sin), (x * sin) + (y * cos)) * (Half / nearness));
    }
}
