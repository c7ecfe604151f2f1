using System.Numerics;
using Graft.Recipes;
using SkiaSharp;

namespace Graft.Imaging.Synthetic;

/// <summary>Paints one picture of a concept: a ground, clutter, the object in some pose and light, sometimes something before it.</summary>
/// <remarks>Every number is drawn from (seed, class, index), so a picture does not depend on which others were painted, nor on which thread.</remarks>
internal static class PicturePainter
{
    /// <summary>The picture as a JPEG file.</summary>
    /// <param name="side">Pixels of each side.</param>
    public static byte[] Paint(Concept concept, int side, long seed, int index)
    {
        AddressedRandom random = new(seed, AddressedRandom.Word(concept.Name), index);
        Palette palette = Palette.Draw(ref random);
        using SKBitmap bitmap = new(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKCanvas canvas = new(bitmap);
        Ground.Paint(bitmap, palette, ref random);
        Clutter.Paint(canvas, side, 2 + random.Next(5), ref random);
        PaintObject(canvas, concept, palette, side, ref random);
        Clutter.PaintOccluder(canvas, side, ref random);
        canvas.Flush();
        Exposure.Apply(bitmap, ref random);
        using SKData data = Developed(bitmap, ref random);
        return data.ToArray();
    }

    private static void PaintObject(SKCanvas canvas, Concept concept, Palette palette, int side, ref AddressedRandom random)
    {
        float half = side * (float)random.Next(0.33, 0.48);
        Pose pose = Pose.Draw(side, half, ref random);
        Outline outline = Shapes.Draw(concept.Shape, ref random);
        using SKPath path = Filled(outline, pose), lines = Drawn(outline, pose);
        Surface surface = new(concept.Surface, half * (float)random.Next(0.24, 0.48), ref random);
        using SKBitmap worn = Worn(surface, pose.Centre, palette, path.Bounds, side, ref random);
        using SKShader shader = SKShader.CreateBitmap(worn, SKShaderTileMode.Clamp, SKShaderTileMode.Clamp);
        using SKPaint paint = new() { IsAntialias = true };
        if (random.Next(3) != 0)
        {
            using SKMaskFilter blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, half * (float)random.Next(0.03, 0.14));
            using SKPaint shadow = new() { IsAntialias = true, Color = SKColors.Black.WithAlpha((byte)random.Next(60.0, 150.0)), MaskFilter = blur };
            canvas.Save();
            canvas.Translate(half * (float)random.Next(-0.22, 0.22), half * (float)random.Next(-0.05, 0.25));
            canvas.DrawPath(path, shadow);
            canvas.Restore();
        }
        paint.Shader = shader;
        canvas.DrawPath(path, paint);
        Shade(canvas, path, pose, half, ref random);
        paint.Shader = null;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeJoin = SKStrokeJoin.Round;
        paint.Color = Skia(Colour.Mix(palette.First, palette.Second, random.Next(2)) * (float)random.Next(0.1, 0.5)).WithAlpha((byte)random.Next(120.0, 255.0));
        paint.StrokeWidth = side * (float)random.Next(0.008, 0.02);
        canvas.DrawPath(lines, paint);
        if (random.Next(5) < 3)
        {
            canvas.DrawPath(path, paint);
        }
    }

    /// <summary>The object's texture, in picture coordinates.</summary>
    private static SKBitmap Worn(Surface surface, Vector2 centre, Palette palette, SKRect bounds, int side, ref AddressedRandom random)
    {
        SKBitmap bitmap = new(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        float dirt = (float)random.Next(0, 0.2);
        Noise stain = new(random.NextBits());
        int left = Math.Clamp((int)bounds.Left - 1, 0, side), right = Math.Clamp((int)bounds.Right + 2, 0, side);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int y = Math.Clamp((int)bounds.Top - 1, 0, side); y < Math.Clamp((int)bounds.Bottom + 2, 0, side); y++)
        {
            for (int x = left; x < right; x++)
            {
                Colour colour = Colour.Mix(palette.First, palette.Second, surface.At(x - centre.X, y - centre.Y)) * (1 - (dirt * stain.At(x * 0.15f, y * 0.15f)));
                colour.WriteTo(pixels[(((y * side) + x) * 4)..]);
            }
        }
        return bitmap;
    }

    /// <summary>Light from one side over the object: bright where it faces the lamp, dark where it turns away.</summary>
    private static void Shade(SKCanvas canvas, SKPath path, Pose pose, float half, ref AddressedRandom random)
    {
        double angle = random.Next(0, Math.Tau);
        SKPoint to = new((float)Math.Cos(angle) * half, (float)Math.Sin(angle) * half);
        byte light = (byte)random.Next(0.0, 110.0), dark = (byte)random.Next(20.0, 150.0);
        using SKShader shader = SKShader.CreateLinearGradient(new(pose.Centre.X - to.X, pose.Centre.Y - to.Y), new(pose.Centre.X + to.X, pose.Centre.Y + to.Y),
            [SKColors.White.WithAlpha(light), SKColors.White.WithAlpha(0), SKColors.Black.WithAlpha(0), SKColors.Black.WithAlpha(dark)], [0, 0.45f, 0.5f, 1], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { IsAntialias = true, Shader = shader };
        canvas.DrawPath(path, paint);
    }

    private static SKPath Filled(Outline outline, Pose pose)
    {
        using SKPathBuilder builder = new() { FillType = SKPathFillType.Winding };
        foreach (Vector2[] part in outline.Solids.Concat(outline.Holes))
        {
            builder.AddPoly([.. part.Select(point => Skia(pose.Place(point)))], close: true);
        }
        return builder.Detach();
    }

    private static SKPath Drawn(Outline outline, Pose pose)
    {
        using SKPathBuilder builder = new();
        foreach (Vector2[] line in outline.Lines)
        {
            builder.AddPoly([.. line.Select(point => Skia(pose.Place(point)))], close: false);
        }
        return builder.Detach();
    }

    /// <summary>JPEG, sometimes a little out of focus.</summary>
    private static SKData Developed(SKBitmap bitmap, ref AddressedRandom random)
    {
        float blur = (float)Math.Max(0, random.Next(-1.2, 1.1)) * bitmap.Width / 112f;
        int quality = 62 + random.Next(32);
        if (blur < 0.2f)
        {
            return bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        }
        using SKBitmap blurred = new(bitmap.Info);
        using SKCanvas canvas = new(blurred);
        using SKImageFilter filter = SKImageFilter.CreateBlur(blur, blur, SKShaderTileMode.Clamp);
        using SKPaint paint = new() { ImageFilter = filter };
        canvas.DrawBitmap(bitmap, 0, 0, SKSamplingOptions.Default, paint);
        canvas.Flush();
        return blurred.Encode(SKEncodedImageFormat.Jpeg, quality);
    }

    private static SKPoint Skia(Vector2 point) => new(point.X, point.Y);

    private static SKColor Skia(Colour colour) => new((byte)(colour.Red * 255), (byte)(colour.Green * 255), (byte)(colour.Blue * 255));
}
