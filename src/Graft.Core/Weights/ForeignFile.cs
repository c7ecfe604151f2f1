using System.Collections.Immutable;
using System.Text;

namespace Graft.Weights;

/// <summary>Names files that are no weight file Graft can read, by their first bytes, and says what to do instead.</summary>
internal static class ForeignFile
{
    private const string Again = "Download the weights again and check where the link leads.";
    private const string Unpack = "Unpack it and give the weight file inside.";
    private const string Known = "Graft reads PyTorch (.pth), safetensors, Keras (.h5) and ONNX files, and TensorFlow checkpoints.";

    private static readonly ImmutableArray<(int Offset, byte[] Magic, string What, string Remedy)> Kinds =
    [
        (0, "version https://git-lfs.github.com/spec/"u8.ToArray(), "is a Git LFS pointer: a note that stands for a large file which was never fetched", "Run 'git lfs pull' in that folder, or download the file itself."),
        (0, "BZh"u8.ToArray(), "is a bzip2 archive", Unpack),
        (0, [0xFD, .. "7zXZ"u8], "is an xz archive", Unpack),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "is a zstd archive", Unpack),
        (0, [.. "7z"u8, 0xBC, 0xAF], "is a 7z archive", Unpack),
        (257, "ustar"u8.ToArray(), "is a damaged tar archive", Again),
        (0, [0x93, .. "NUMPY"u8], "is a NumPy array", Known),
        (0, "GGUF"u8.ToArray(), "is a GGUF file of a language model", Known),
        (4, "TFL3"u8.ToArray(), "is a TensorFlow Lite model", "Give the network it was made from, or convert it to ONNX."),
        (0, [0xFF, 0xD8, 0xFF], "is a JPEG picture", Known),
        (0, [0x89, .. "PNG"u8], "is a PNG picture", Known),
        (0, "%PDF"u8.ToArray(), "is a PDF document", Again),
    ];

    /// <summary>The second half of a sentence that begins with the file's path.</summary>
    public static string Describe(MappedFile file)
    {
        if (file.Length == 0)
        {
            return $"is empty: the download or the copy broke off. {Again}";
        }
        byte[] head = file.Peek(0, 512);
        foreach ((int offset, byte[] magic, string what, string remedy) in Kinds)
        {
            if (head.AsSpan(Math.Min(offset, head.Length)).StartsWith(magic))
            {
                return $"{what}. {remedy}";
            }
        }
        // A table's end says what it is, but its beginning shows too: an empty key, the length of its value, and the directory.
        if (head is [0, 0, .. var rest] && rest.AsSpan().IndexOf((byte)0x0A) is > 0 and < 6)
        {
            return $"begins like a TensorFlow checkpoint, but its end is missing: the download or the copy broke off. {Again}";
        }
        if (head[0] == 0x0A && file.Path.EndsWith(".meta", StringComparison.Ordinal))
        {
            return $"is the graph of a TensorFlow checkpoint; the weights lie beside it. Name {file.Path[..^".meta".Length]}";
        }
        if (head[0] == 0x80 && head.Length > 1 && head[1] is >= 2 and <= 5)
        {
            return "is a Python pickle that PyTorch did not write. Save the state dict with torch.save(model.state_dict(), path).";
        }
        return IsText(head) ? DescribeText(Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\n', '\r', '\t'))
            : $"begins with the bytes {Convert.ToHexString(head.AsSpan(0, Math.Min(8, head.Length)))}, which are no format Graft knows. {Known}";
    }

    private static string DescribeText(string text) =>
        text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            ? $"is a web page, not weights: the server answered with a page instead of the file. {Again}"
            : text.StartsWith("<?xml", StringComparison.Ordinal) ? $"is an XML text, often a server's error message, not weights. {Again}"
            : $"is a text that begins with '{FirstLine(text)}', not weights. {Known}";

    private static string FirstLine(string text)
    {
        string line = text.Split('\n', 2)[0].TrimEnd();
        return line.Length <= 40 ? line : line[..40] + "…";
    }

    private static bool IsText(ReadOnlySpan<byte> head) => head.IndexOfAnyInRange((byte)0, (byte)8) < 0 && head.IndexOfAnyInRange((byte)14, (byte)31) < 0 && IsUtf8(head);

    // The last character may be cut in two by the end of the sample.
    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        for (int cut = 0; cut < 4 && cut < head.Length; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(head[..^cut]))
            {
                return true;
            }
        }
        return false;
    }
}
