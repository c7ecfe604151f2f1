using System.Buffers;

namespace Graft.Archives;

/// <summary>Turns the name of an archive's entry into a path that cannot lead out of a folder, on any system.</summary>
internal static class ArchivePath
{
    private const int Longest = 1024;

    /// <summary>Separators of other systems, drives and streams, wildcards, and whatever a terminal might obey.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. "\\:*?\"<>|", .. Enumerable.Range(0, 32).Select(code => (char)code), '\x7F']);

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" })];

    /// <summary>The parts of a name; empty for the folder itself.</summary>
    /// <param name="fault">Why it must not be unpacked; null where it may be.</param>
    public static string[] Parts(string name, out string? fault)
    {
        string[] parts = [.. name.Split('/').Where((part, index) => part.Length > 0 || index == 0).Where(part => part != ".")];
        parts = parts is [.., ""] and not [""] ? parts[..^1] : parts;
        fault = name.Length > Longest ? "is longer than any path"
            : name.StartsWith('/') ? "is a path from the root"
            : parts.Contains("..") ? "leads out of its folder"
            : name.AsSpan().ContainsAny(Forbidden) ? "has characters that no file name needs"
            : parts.Any(part => part.EndsWith('.') || part.EndsWith(' ') || Devices.Contains(part.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase)) ? "is no file name on every system"
            : null;
        return parts is [""] ? [] : parts;
    }
}
