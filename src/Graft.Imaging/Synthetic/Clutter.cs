using System.Numerics;
using Graft.Recipes;
using SkiaSharp;

namespace Graft.Imaging.Synthetic;

/// <summary>Things that are not the object: scraps, discs, sticks and blobs, some of them textured, behind it and now and then before it.</summary>
internal static class Clutter
{
    public static void Paint(SKCanvas canvas, int side, int count, ref AddressedRandom random)
    {
        for (int i = 0; i < count; i++)
        {
            Vector2 centre = new((float)random.Next(0, side), (float)random.Next(0, side));
            PaintOne(canvas, side, centre, side * (float)random.Next(0.04, 0.2), ref random);
        }
    }

    /// <summary>In three pictures of ten, something at the edge of the middle that hides a part of the object.</summary>
    public static void PaintOccluder(SKCanvas canvas, int side, ref AddressedRandom random)
    {
        if (random.Next(10) < 3)
        {
            double angle = random.Next(0, Math.Tau), distance = side * random.Next(0.22, 0.38);
            PaintOne(canvas, side, new((float)((side / 2.0) + (distance * Math.Cos(angle))), (float)((side / 2.0) + (distance * Math.Sin(angle)))), side * (float)random.Next(0.07, 0.13), ref random);
        }
    }

    private static void PaintOne(SKCanvas canvas, int side, Vector2 centre, float radius, ref AddressedRandom random)
    {
        using SKPath path = Scrap(centre, radius, ref random);
        using SKPaint paint = new() { IsAntialias = true };
        Colour first = Palette.Any(ref random), second = Palette.Any(ref random);
        if (random.Next(5) < 2)
        {
            using SKBitmap bitmap = Tile(first, second, radius, side, ref random);
            using SKShader shader = SKShader.CreateBitmap(bitmap, SKShaderTileMode.Mirror, SKShaderTileMode.Mirror);
            paint.Shader = shader;
            canvas.DrawPath(path, paint);
            paint.Shader = null;
            return;
        }
        paint.Color = new SKColor((byte)(first.Red * 255), (byte)(first.Green * 255), (byte)(first.Blue * 255), (byte)random.Next(150.0, 255.0));
        canvas.DrawPath(path, paint);
    }

    private static SKBitmap Tile(Colour first, Colour second, float radius, int side, ref AddressedRandom random)
    {
        int size = Math.Clamp((int)(radius * 2), 8, side);
        SKBitmap bitmap = new(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Surface surface = new((SurfaceKind)random.Next(Enum.GetValues<SurfaceKind>().Length), radius * (float)random.Next(0.3, 1), ref random);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < size * size; i++)
        {
            Colour.Mix(first, second, surface.At(i % size, i / size)).WriteTo(pixels[(i * 4)..]);
        }
        return bitmap;
    }

    /// <summary>A disc, a stick, a polygon or a blob.</summary>
    private static SKPath Scrap(Vector2 centre, float radius, ref AddressedRandom random)
    {
        int kind = random.Next(4), corners = kind switch { 0 => 24, 1 => 4, 2 => 3 + random.Next(4), _ => 24 };
        double turn = random.Next(0, Math.Tau), thin = kind == 1 ? random.Next(0.08, 0.3) : random.Next(0.5, 1), wave = kind == 3 ? random.Next(0.1, 0.35) : 0, waves = 2 + random.Next(4);
        float length = kind == 1 ? radius * 2.2f : radius;
        using SKPathBuilder builder = new();
        SKPoint[] points = new SKPoint[corners];
        for (int i = 0; i < corners; i++)
        {
            double angle = (Math.Tau * i / corners) + (kind == 1 ? Math.PI / 4 : 0), reach = length * (1 + (wave * Math.Sin(waves * angle)));
            double x = reach * Math.Cos(angle), y = reach * thin * Math.Sin(angle);
            points[i] = new((float)(centre.X + (x * Math.Cos(turn)) - (y * Math.Sin(turn))), (float)(centre.Y + (x * Math.Sin(turn)) + (y * Math.Cos(turn))));
        }
        builder.AddPoly(points, close: true);
        return builder.Detach();
    }
}
