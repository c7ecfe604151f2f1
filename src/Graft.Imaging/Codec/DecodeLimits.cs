namespace Graft.Imaging;

/// <summary>How much a picture may ask for, so that a small hostile file cannot take all memory or time.</summary>
public sealed record DecodeLimits
{
    /// <summary>Pixels that a JPEG may have; it is decoded at a fraction of that where less is needed.</summary>
    public long SourcePixels { get; init; } = 200_000_000;

    /// <summary>Pixels that are decoded at most, at 4 bytes each; also the limit of every picture that cannot be decoded at a fraction (other formats, progressive JPEG).</summary>
    public long DecodedPixels { get; init; } = 64_000_000;

    /// <summary>Bytes that a picture file may have.</summary>
    public long FileBytes { get; init; } = 256L << 20;

    /// <summary>Scans that a progressive JPEG may have; each passes over the whole picture. Encoders write about ten.</summary>
    public int Scans { get; init; } = 200;

    /// <summary>A picture beyond 16 megapixels needs one byte per this many pixels: an empty sheet of that size compresses no further in a common encoder.</summary>
    internal const long PixelsPerByte = 2000;

    internal const long UnquestionedPixels = 16_000_000;

    public static DecodeLimits Default { get; } = new();
}
