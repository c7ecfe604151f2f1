namespace Graft.Imaging;

/// <summary>The picture formats that are read. Which one a file has is decided by its first bytes, never by its name.</summary>
public enum ImageFormat
{
    Jpeg,
    Png,
    Gif,
    WebP,
    Bmp,
}

/// <summary>What the first bytes, or the name, of a file say about its format.</summary>
internal static class ImageFormats
{
    /// <summary>Bytes from the start of a file that suffice for <see cref="Sniff"/> and <see cref="Describe"/>.</summary>
    public const int SniffLength = 64;

    /// <summary>The formats in words, for messages.</summary>
    public const string Readable = "JPEG, PNG, WebP, GIF and BMP";

    /// <summary>A format as people write it.</summary>
    public static string Word(ImageFormat format) => format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();

    /// <summary>The format that a file's first bytes announce; null for anything else.</summary>
    public static ImageFormat? Sniff(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] => ImageFormat.Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.WebP,
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0, ..] => ImageFormat.Bmp,
        _ => null,
    };

    /// <summary>Words for what a file that is none of the readable formats seems to be.</summary>
    public static string Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return "an empty file";
        }
        if (!start.ContainsAnyExcept((byte)0))
        {
            return "a file of zeros (an interrupted download or copy)";
        }
        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8))
        {
            return start[8..12].SequenceEqual("avif"u8) || start[8..12].SequenceEqual("avis"u8) ? "an AVIF picture" : "a HEIC picture or a film";
        }
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8))
        {
            return "a TIFF or raw camera picture";
        }
        if (start.StartsWith("%PDF"u8))
        {
            return "a PDF document";
        }
        if (start.StartsWith("PK\x03\x04"u8))
        {
            return "a zip archive";
        }
        ReadOnlySpan<byte> text = start.TrimStart("\uFEFF \t\r\n"u8);
        return text.StartsWith("<"u8) ? "an HTML, XML or SVG text (often the error page of a download)" : "no picture";
    }

    /// <summary>The format that a file's name announces; null when its extension is no readable picture's.</summary>
    public static ImageFormat? Named(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" or ".jpe" or ".jfif" or ".jif" => ImageFormat.Jpeg,
        ".png" or ".apng" => ImageFormat.Png,
        ".gif" => ImageFormat.Gif,
        ".webp" => ImageFormat.WebP,
        ".bmp" or ".dib" => ImageFormat.Bmp,
        _ => null,
    };

    /// <summary>Whether an extension is that of a picture which would have to be converted first.</summary>
    public static bool IsUnreadablePicture(string path) => Path.GetExtension(path).ToLowerInvariant()
        is ".heic" or ".heif" or ".avif" or ".tif" or ".tiff" or ".svg" or ".jp2" or ".jxl" or ".psd" or ".tga" or ".ppm" or ".pgm" or ".pnm" or ".ico"
        or ".cr2" or ".cr3" or ".nef" or ".arw" or ".dng" or ".raf" or ".orf" or ".rw2";
}
