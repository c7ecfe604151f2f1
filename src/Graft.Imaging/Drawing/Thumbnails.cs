using Graft.Models;
using SkiaSharp;

namespace Graft.Imaging;

/// <summary>Small JPEGs of photos as a network sees them: the part that its preprocessing cuts out, upright, at the size of a thumbnail. For one thread at a time.</summary>
/// <param name="preprocessing">The network's own.</param>
/// <param name="side">Width and height of what is made, in pixels.</param>
public sealed class Thumbnails(Preprocessing preprocessing, int side = 144) : IDisposable
{
    private const int Quality = 72;

    private readonly PhotoReader reader = new();
    private readonly Preprocessing small = preprocessing.At(side) with { Width = side };
    private readonly byte[] planes = new byte[3 * side * side];

    /// <summary>The bytes of a JPEG file; null where the photo cannot be read any more.</summary>
    public byte[]? Draw(string photo)
    {
        try
        {
            reader.Read(photo, small, planes);
        }
        catch (ImageException)
        {
            return null;
        }
        using SKBitmap bitmap = new(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Span<byte> pixels = bitmap.GetPixelSpan();
        int area = side * side;
        for (int at = 0; at < area; at++)
        {
            (pixels[4 * at], pixels[(4 * at) + 1], pixels[(4 * at) + 2], pixels[(4 * at) + 3]) = (planes[at], planes[area + at], planes[(2 * area) + at], 255);
        }
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }

    public void Dispose() => reader.Dispose();
}
