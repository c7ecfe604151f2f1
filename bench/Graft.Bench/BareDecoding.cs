using Graft.Models;
using SkiaSharp;

namespace Graft.Bench;

/// <summary>A photo decoded and resized with SkiaSharp alone, as one would write it by hand: the codec at the smallest fraction of the size that still covers what is needed, then Skia's own scaling of the crop.</summary>
internal sealed unsafe class BareDecoding : IDisposable
{
    private SKBitmap? decoded;

    /// <summary>Decodes a file at the fraction that Graft decodes it at: at least twice what the resize makes of it.</summary>
    public SKBitmap Decode(string file, Preprocessing preprocessing)
    {
        using SKData data = SKData.CreateCopy(File.ReadAllBytes(file));
        using SKCodec codec = SKCodec.Create(data);
        double scale = 2.0 * preprocessing.Resize / Math.Min(codec.Info.Width, codec.Info.Height);
        SKSizeI size = codec.GetScaledDimensions((float)Math.Clamp(Math.Ceiling(scale * 8 - 1e-6) / 8, 0.125, 1));
        SKImageInfo wanted = new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        if (decoded?.Info != wanted)
        {
            decoded?.Dispose();
            decoded = new SKBitmap(wanted);
        }
        codec.GetPixels(wanted, decoded.GetPixels());
        return decoded;
    }

    /// <summary>Decodes, resizes the shorter side, cuts out the centre, and normalises into (3, Height, Width) numbers.</summary>
    public void Read(string file, Preprocessing preprocessing, Span<float> planes, SKBitmap crop)
    {
        SKBitmap source = Decode(file, preprocessing);
        Scale(source, preprocessing, crop);
        int count = crop.Width * crop.Height;
        byte* from = (byte*)crop.GetPixels();
        for (int channel = 0; channel < 3; channel++)
        {
            float factor = (float)(preprocessing.Scale / preprocessing.Deviation[channel]), offset = (float)(-preprocessing.Mean[channel] / preprocessing.Deviation[channel]);
            Span<float> plane = planes.Slice(channel * count, count);
            for (int i = 0; i < count; i++)
            {
                plane[i] = from[(4 * i) + channel] * factor + offset;
            }
        }
    }

    public static void Scale(SKBitmap source, Preprocessing preprocessing, SKBitmap crop)
    {
        double share = (double)preprocessing.Width / preprocessing.Resize, side = Math.Min(source.Width, source.Height) * share;
        SKRectI box = SKRectI.Create((int)((source.Width - side) / 2), (int)((source.Height - side) / 2), (int)side, (int)side);
        using SKPixmap pixels = source.PeekPixels(), part = pixels.ExtractSubset(box)!, target = crop.PeekPixels();
        part.ScalePixels(target, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    public void Dispose() => decoded?.Dispose();
}
