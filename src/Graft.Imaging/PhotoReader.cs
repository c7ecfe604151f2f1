using Graft.Models;

namespace Graft.Imaging;

/// <summary>Photos to the pixels that a network expects, without chance: what evaluation and prediction see. For one thread at a time; everything it needs is kept for the next photo.</summary>
/// <remarks>
/// The pixels are those of PIL's resize and torchvision's centre crop. Photos much larger than needed are decoded at a fraction of their size,
/// no smaller than <see cref="Margin"/> times what the resize makes of them, so that the difference stays far below one step of 255.
/// </remarks>
public sealed class PhotoReader(DecodeLimits? limits = null) : IDisposable
{
    /// <summary>Decoded pixels at least per pixel after the resize, where a JPEG is decoded at a fraction of its size.</summary>
    public const double Margin = 2;

    /// <summary>Whether more will be read of the photo that is open, so that all its rows are worth decoding.</summary>
    internal bool ReadsAgain { get; set; }

    internal PhotoDecoder Decoder { get; } = new(limits ?? DecodeLimits.Default);

    internal Resampler Resampler { get; } = new();

    /// <summary>Reads a photo file.</summary>
    /// <param name="planes">(3, Height, Width) bytes: red, green, blue, whatever <see cref="Preprocessing.Channels"/> says.</param>
    /// <exception cref="ImageException">The file is no picture that can be decoded.</exception>
    public void Read(string file, Preprocessing preprocessing, Span<byte> planes)
    {
        Decoder.Open(file);
        ReadOpened(preprocessing, planes);
    }

    /// <summary>Reads a photo from memory.</summary>
    /// <param name="bytes">An encoded picture.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="planes">(3, Height, Width) bytes: red, green, blue.</param>
    /// <exception cref="ImageException">The bytes are no picture that can be decoded.</exception>
    public void Read(ReadOnlySpan<byte> bytes, string name, Preprocessing preprocessing, Span<byte> planes)
    {
        Decoder.Open(bytes, name);
        ReadOpened(preprocessing, planes);
    }

    /// <summary>Reads a photo as it is: upright, at its own size, with nothing cut off.</summary>
    /// <exception cref="ImageException">The file is no picture that can be decoded.</exception>
    public unsafe RgbPicture ReadWhole(string file)
    {
        Decoder.Open(file);
        Pixels pixels = Decoder.Decode(1);
        byte[] bytes = new byte[pixels.Width * pixels.Height * 3];
        for (int y = 0, to = 0; y < pixels.Height; y++)
        {
            byte* row = pixels.Row(y);
            for (int x = 0; x < pixels.Width; x++, row += 4, to += 3)
            {
                (bytes[to], bytes[to + 1], bytes[to + 2]) = (row[0], row[1], row[2]);
            }
        }
        return new(bytes, pixels.Width, pixels.Height);
    }

    public void Dispose()
    {
        Decoder.Dispose();
        Resampler.Dispose();
    }

    /// <summary>Makes the pixels of the photo that the decoder has open.</summary>
    internal void ReadOpened(Preprocessing preprocessing, Span<byte> planes)
    {
        Window window = Window.Centre(preprocessing, Decoder.Width, Decoder.Height);
        Pixels pixels = Decoder.Decode(Margin * window.Scale, RowsOf(window, preprocessing.Height, Margin * window.Scale));
        Resampler.Run(pixels, window, preprocessing.Width, preprocessing.Height, preprocessing.Resampling, mirrorX: false, mirrorY: false, planes);
    }

    /// <summary>The rows to decode for what a window shows.</summary>
    /// <param name="scale">Decoded pixels at least per pixel of the photo.</param>
    internal RowRange? RowsOf(Window window, int height, double scale) => ReadsAgain ? null : window.Rows(height, Math.Min(scale, 1));
}

/// <summary>A decoded picture: (Height, Width, 3) bytes, red, green, blue.</summary>
public sealed record RgbPicture(byte[] Bytes, int Width, int Height);
