namespace Graft.Inference;

/// <summary>Counts the cores that do arithmetic: two hardware threads of one core share its multipliers, so a second one gains nothing.</summary>
public static class PhysicalCores
{
    /// <summary>Physical cores that this process may use; at least 1.</summary>
    public static int Count { get; } = Math.Max(1, Math.Min(Environment.ProcessorCount, Linux("/sys/devices/system/cpu") ?? Environment.ProcessorCount));

    /// <summary>Distinct pairs of package and core; null where the system does not tell.</summary>
    internal static int? Linux(string folder)
    {
        try
        {
            int count = Directory.EnumerateDirectories(folder, "cpu*").Select(cpu => Path.Combine(cpu, "topology")).Where(Directory.Exists)
                .Select(topology => (Read(topology, "physical_package_id"), Read(topology, "core_id"))).Distinct().Count();
            return count > 0 ? count : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        static string Read(string topology, string file) => File.ReadAllText(Path.Combine(topology, file)).Trim();
    }
}
