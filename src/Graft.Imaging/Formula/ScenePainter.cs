using System.Runtime.Intrinsics;
using Graft.Recipes;

namespace Graft.Imaging.Formula;

/// <summary>Pictures whose class is a dish, as it were: pieces of an outline, a surface and a palette, of some number, often on a bed of their own, in front of anything and among scraps of other things.</summary>
/// <remarks>
/// Our own task, not a published one. Each of a class's traits is drawn from a vocabulary that all classes share, so that no single trait names the class;
/// place, size, direction, light, ground, scraps and the colour of the light vary from picture to picture.
/// </remarks>
internal static class ScenePainter
{
    private const int Surfaces = 64, Palettes = 48, Outlines = 48;

    private static readonly long ClassWord = AddressedRandom.Word("dish");

    /// <summary>A picture of a class.</summary>
    public static void Paint(Canvas canvas, long seed, int label, AddressedRandom random)
    {
        Light light = Light.Draw(ref random);
        Dish dish = Dish.Of(seed, label);
        Ground(canvas, seed, light, ref random);
        for (int scraps = random.Next(4); scraps > 0; scraps--)
        {
            Dish other = Dish.Any(seed, ref random);
            Lay(canvas, other.Piece(light, (float)random.Next(0, canvas.Side), (float)random.Next(0, canvas.Side), canvas.Side * (float)random.Next(0.04, 0.14), (float)random.NextDouble(), ref random));
        }
        Serve(canvas, dish, light, ref random);
    }

    /// <summary>A picture filled with a class's surface in its palette.</summary>
    public static void PaintSurface(Canvas canvas, long seed, int label, AddressedRandom random)
    {
        Light light = Light.Draw(ref random);
        Dish dish = Dish.Of(seed, label);
        Fill(canvas, dish.Surface, dish.Palette, light, ref random);
    }

    private static void Ground(Canvas canvas, long seed, Light light, ref AddressedRandom random) =>
        Fill(canvas, SurfaceFormula.Of(seed, random.Next(Surfaces)), PaletteFormula.Of(seed, random.Next(Palettes)), light, ref random);

    private static void Fill(Canvas canvas, SurfaceFormula surface, PaletteFormula palette, Light light, ref AddressedRandom random)
    {
        int side = canvas.Side;
        new Layer
        {
            Surface = surface,
            Palette = palette.Times(Light.Colour(0.12f, ref random)),
            Seed = (uint)random.NextBits(),
            X = side * (float)random.Next(-0.5, 1.5),
            Y = side * (float)random.Next(-0.5, 1.5),
            Radius = side * (float)random.Next(0.25, 0.7),
            Turn = (float)random.NextDouble(),
            LightX = light.X,
            LightY = light.Y,
        }.Paint(canvas);
    }

    private static void Serve(Canvas canvas, Dish dish, Light light, ref AddressedRandom random)
    {
        int side = canvas.Side, pieces = dish.Outline.Pieces.Least + random.Next(dish.Outline.Pieces.Most - dish.Outline.Pieces.Least + 1);
        float x = side * (float)random.Next(0.35, 0.65), y = side * (float)random.Next(0.35, 0.65), spread = side * (float)random.Next(0.22, 0.48), turn = (float)random.NextDouble();
        if (dish.HasBed)
        {
            Lay(canvas, dish.Bed(light, x, y, spread * (float)random.Next(0.9, 1.2), (float)random.NextDouble(), ref random));
        }
        float size = spread * (float)random.Next(0.75, 1.15) / MathF.Sqrt(pieces);
        for (int piece = 0; piece < pieces; piece++)
        {
            // Even over a disc, but a single piece near its middle.
            float away = pieces == 1 ? 0.2f : MathF.Sqrt((float)random.NextDouble()), angle = (float)random.NextDouble();
            float lie = dish.Outline.IsAligned ? turn + (float)random.Next(-0.04, 0.04) : (float)random.NextDouble();
            float own = size * (1 + (dish.Outline.Variety * (float)random.Next(-1, 1)));
            Lay(canvas, dish.Piece(light, x + (away * spread * Lanes.Cosine(angle)), y + (away * spread * Lanes.Sine(angle)), own, lie, ref random));
        }
    }

    private static void Lay(Canvas canvas, Layer layer)
    {
        if (layer.Radius > 4)
        {
            layer.PaintShadow(canvas, Math.Clamp(layer.Radius * 0.15f, 1, 5), 0.4f);
        }
        layer.Paint(canvas);
    }

    /// <summary>A class: what its pieces are like, and what they lie on.</summary>
    private readonly record struct Dish(SurfaceFormula Surface, PaletteFormula Palette, OutlineFormula Outline, bool HasBed, SurfaceFormula BedSurface, PaletteFormula BedPalette, OutlineFormula BedOutline)
    {
        public static Dish Of(long seed, int label)
        {
            AddressedRandom random = new(seed, ClassWord, label);
            return Any(seed, ref random);
        }

        public static Dish Any(long seed, ref AddressedRandom random) => new(
            SurfaceFormula.Of(seed, random.Next(Surfaces)), PaletteFormula.Of(seed, random.Next(Palettes)), OutlineFormula.Of(seed, random.Next(Outlines)),
            random.Next(2) == 0, SurfaceFormula.Of(seed, random.Next(Surfaces)), PaletteFormula.Of(seed, random.Next(Palettes)), OutlineFormula.Of(seed, random.Next(Outlines)));

        public Layer Piece(Light light, float x, float y, float radius, float turn, ref AddressedRandom random) => Made(Surface, Palette, Outline, light, x, y, radius, turn, ref random);

        public Layer Bed(Light light, float x, float y, float radius, float turn, ref AddressedRandom random) => Made(BedSurface, BedPalette, BedOutline, light, x, y, radius, turn, ref random);

        private static Layer Made(SurfaceFormula surface, PaletteFormula palette, OutlineFormula outline, Light light, float x, float y, float radius, float turn, ref AddressedRandom random) => new()
        {
            Surface = surface,
            Palette = palette.Times(Light.Colour(0.15f, ref random)),
            Outline = outline,
            Seed = (uint)random.NextBits(),
            X = x,
            Y = y,
            Radius = radius,
            Turn = turn,
            LightX = light.X,
            LightY = light.Y,
            Edge = (float)random.Next(1, 2.5),
        };
    }

    /// <summary>The light of a picture.</summary>
    private readonly record struct Light(float X, float Y)
    {
        public static Light Draw(ref AddressedRandom random)
        {
            float turn = (float)random.NextDouble(), slant = (float)random.Next(0.4, 1.2);
            return new(slant * Lanes.Cosine(turn), slant * Lanes.Sine(turn));
        }

        /// <summary>What a thing's colours are multiplied by: lighter or darker, and a little of another hue.</summary>
        public static Vector128<float> Colour(float part, ref AddressedRandom random)
        {
            float all = 1 + (part * (float)random.Next(-1.5, 1.5));
            return Vector128.Create(all + (part * 0.5f * (float)random.Next(-1, 1)), all + (part * 0.5f * (float)random.Next(-1, 1)), all + (part * 0.5f * (float)random.Next(-1, 1)), 0f);
        }
    }
}
