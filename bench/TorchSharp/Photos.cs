using SkiaSharp;
using static TorchSharp.torch;

namespace Graft.TorchSharpPeer;

/// <summary>Photos in the layout of Food-101, decoded by SkiaSharp, as a data set of TorchSharp.</summary>
/// <param name="varies">A random crop of .35 to 1 of the area, and a flip, as torchvision's RandomResizedCrop; otherwise the centre after resizing the shorter side to 256.</param>
internal sealed class Photos(string data, string split, bool varies) : utils.data.Dataset
{
    private const int Side = 224;
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f];

    private readonly string[] items = File.ReadAllLines(Path.Combine(data, "meta", $"{split}.txt"));
    private readonly string[] classes = File.ReadAllLines(Path.Combine(data, "meta", "classes.txt"));

    public override long Count => items.Length;

    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        string item = items[index];
        using SKBitmap photo = SKBitmap.Decode(Path.Combine(data, "images", item + ".jpg"));
        using SKBitmap crop = new(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bool flips = varies && Random.Shared.Next(2) == 0;
        using (SKCanvas canvas = new(crop))
        using (SKImage image = SKImage.FromBitmap(photo))
        {
            if (flips)
            {
                canvas.Scale(-1, 1, Side / 2f, 0);
            }
            canvas.DrawImage(image, varies ? RandomBox(photo.Width, photo.Height) : CentreBox(photo.Width, photo.Height), SKRect.Create(Side, Side), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        return new() { ["picture"] = ToTensor(crop), ["label"] = tensor((long)Array.IndexOf(classes, item.Split('/')[0])) };
    }

    private static Tensor ToTensor(SKBitmap crop)
    {
        ReadOnlySpan<byte> pixels = crop.GetPixelSpan();
        var values = new float[3 * Side * Side];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int i = 0; i < Side * Side; i++)
            {
                values[(channel * Side * Side) + i] = ((pixels[(4 * i) + channel] / 255f) - Mean[channel]) / Deviation[channel];
            }
        }
        return tensor(values, [3, Side, Side]);
    }

    private static SKRect CentreBox(int width, int height)
    {
        float side = Math.Min(width, height) * Side / 256f;
        return SKRect.Create((width - side) / 2, (height - side) / 2, side, side);
    }

    private static SKRect RandomBox(int width, int height)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            double area = width * height * (0.35 + (0.65 * Random.Shared.NextDouble())), ratio = Math.Exp(Math.Log(3 / 4.0) + (Random.Shared.NextDouble() * Math.Log(16 / 9.0)));
            float w = (float)Math.Sqrt(area * ratio), h = (float)Math.Sqrt(area / ratio);
            if (w <= width && h <= height)
            {
                return SKRect.Create((width - w) * Random.Shared.NextSingle(), (height - h) * Random.Shared.NextSingle(), w, h);
            }
        }
        return CentreBox(width, height);
    }
}
