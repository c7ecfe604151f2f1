using System.Globalization;

namespace Graft.Training;

/// <summary>Memory that other programs leave.</summary>
internal static class FreeMemory
{
    private const string Key = "MemAvailable:";

    /// <summary>What the system could give without pushing anything to disk; null where it does not tell.</summary>
    public static long? Bytes => OperatingSystem.IsLinux() && File.Exists("/proc/meminfo") ? Of(File.ReadLines("/proc/meminfo")) : null;

    /// <summary>The figure in the lines of the kernel's table, which counts in KiB.</summary>
    internal static long? Of(IEnumerable<string> lines)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line is not null && long.TryParse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes * 1024 : null;
    }
}
