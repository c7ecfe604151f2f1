namespace Graft.Imaging;

/// <summary>What a look into a picture file shows.</summary>
internal sealed class PictureFacts
{
    /// <summary>What is wrong with the file, if it cannot be used whole.</summary>
    public (FindingKind Kind, string Detail)? Fault { get; set; }

    /// <summary>Bytes.</summary>
    public long Length { get; set; }

    /// <summary>The first half of the SHA-256 of the bytes; null where nothing asked for it.</summary>
    public UInt128? Content { get; set; }

    /// <summary>A hash of the decoded pixels with their width and height; null where they were not decoded.</summary>
    public UInt128? Pixels { get; set; }

    public ImageFormat? Format { get; set; }

    /// <summary>Pixels as the picture is looked at; 0 where that is not known.</summary>
    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>Whether the file says that it has to be turned or mirrored.</summary>
    public bool IsTurned { get; set; }

    /// <summary>Whether it is a JPEG of four colours.</summary>
    public bool IsCmyk { get; set; }

    /// <summary>The picture at a glance; null where it was not decoded.</summary>
    public SmallPicture? Small { get; set; }
}
