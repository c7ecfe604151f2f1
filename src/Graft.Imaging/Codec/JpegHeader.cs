using System.Buffers.Binary;

namespace Graft.Imaging;

/// <summary>The frame header of a JPEG file: what the decoder would only say by failing.</summary>
/// <param name="Process">The low half of the SOF marker: 0 and 1 sequential, 2 progressive, 3 lossless, 5 to 7 hierarchical, 9 and up arithmetic-coded (ITU-T T.81, table B.1).</param>
internal readonly record struct JpegHeader(int Process, int Precision, int Width, int Height, int Components)
{
    public bool Progressive => Process == 2;

    /// <summary>Why this kind of JPEG cannot be decoded, or null.</summary>
    public string? Obstacle => Process switch
    {
        3 => "it is a lossless JPEG",
        5 or 6 or 7 => "it is a hierarchical JPEG",
        >= 9 => "it is an arithmetic-coded JPEG",
        _ when Precision != 8 => $"it is a JPEG of {Precision} bits a colour",
        _ when Components is not (1 or 3 or 4) => $"it is a JPEG of {Components} colour components",
        _ => null,
    };

    /// <summary>Walks the segments up to the frame header; null when there is none.</summary>
    public static JpegHeader? Find(ReadOnlySpan<byte> file)
    {
        int at = 2;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF)
            {
                at++;
                continue;
            }
            int marker = file[at + 1];
            if (marker is 0xFF or 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }
            if (marker is 0xD9 or 0xDA)
            {
                return null;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return length < 8 || at + 10 > file.Length ? null : new(marker - 0xC0, file[at + 4],
                    Width: BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), Height: BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), file[at + 9]);
            }
            at += 2 + Math.Max(length, 2);
        }
        return null;
    }

    /// <summary>Start-of-scan markers in the file, those of an embedded thumbnail included.</summary>
    public static int CountScans(ReadOnlySpan<byte> file) => file.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]);
}
