namespace Graft.Inference;

/// <summary>Counts the cores that do arithmetic: two hardware threads of one core share its multipliers, so a second one gains nothing.</summary>
public static class PhysicalCores
{
    /// <summary>Physical cores that this process may use, and no more than the container's share of time allows; at least 1. Where the system does not tell cores from hardware threads, the number of processors.</summary>
    public static int Count { get; } = Math.Clamp(OperatingSystem.IsLinux() ? Linux("/sys/devices/system/cpu", "/proc/self/status") ?? int.MaxValue : int.MaxValue, 1, Environment.ProcessorCount);

    /// <summary>How many different cores the allowed processors belong to; null where the system does not tell.</summary>
    internal static int? Linux(string processors, string status)
    {
        const string Key = "Cpus_allowed_list:";
        try
        {
            string allowed = File.ReadLines(status).First(line => line.StartsWith(Key, StringComparison.Ordinal))[Key.Length..];
            // Processors of one core name the same siblings.
            return ParseList(allowed).Select(processor => File.ReadAllText(Path.Combine(processors, $"cpu{processor}", "topology", "thread_siblings_list")).Trim()).Distinct().Count();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The numbers in a list as the kernel writes it, such as "0-3,8".</summary>
    private static IEnumerable<int> ParseList(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(part =>
    {
        int[] ends = [.. part.Split('-').Select(int.Parse)];
        return Enumerable.Range(ends[0], Math.Max(0, ends[^1] - ends[0] + 1));
    });
}
