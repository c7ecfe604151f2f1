using System.Runtime.InteropServices;

namespace Graft.Training.Native;

/// <summary>How many threads libtorch computes one operation with.</summary>
internal static unsafe class Threads
{
    /// <summary>Variables by which a user asks the libraries below for a number of threads; who set one is obeyed.</summary>
    private static readonly string[] Asked = ["OMP_NUM_THREADS", "MKL_NUM_THREADS"];

    /// <summary>Physical cores that this process may use, and no more than the container's share of time allows: two threads on one core's arithmetic units only wait for each other.</summary>
    /// <remarks>Where the system does not tell cores from hardware threads, the number of processors.</remarks>
    public static int PhysicalCores => Math.Clamp(OperatingSystem.IsLinux() ? CoresOnLinux("/sys/devices/system/cpu", AllowedProcessors()) ?? int.MaxValue : int.MaxValue, 1, Environment.ProcessorCount);

    /// <summary>The variable that set the number of threads; null if Graft did.</summary>
    public static string? AskedBy => Asked.FirstOrDefault(name => int.TryParse(Environment.GetEnvironmentVariable(name), out int count) && count > 0);

    public static void UsePhysicalCores(nint binding)
    {
        // libtorch's own default counts hardware threads on Windows and Linux; on macOS it counts the fast cores, which is better than what is known here.
        if (AskedBy is null && !OperatingSystem.IsMacOS())
        {
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(binding, "THSTorch_set_num_threads"))(PhysicalCores);
        }
    }

    /// <summary>How many different cores these processors belong to; null if the system does not say.</summary>
    internal static int? CoresOnLinux(string root, IEnumerable<int> processors)
    {
        try
        {
            // Processors of one core name the same siblings.
            return processors.Select(processor => File.ReadAllText(Path.Combine(root, $"cpu{processor}", "topology", "thread_siblings_list")).Trim()).Distinct().Count();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<int> AllowedProcessors()
    {
        const string Key = "Cpus_allowed_list:";
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? Enumerable.Range(0, Environment.ProcessorCount) : ParseList(line[Key.Length..]);
    }

    /// <summary>The numbers in a list as the kernel writes it, such as "0-3,8".</summary>
    internal static IEnumerable<int> ParseList(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(part =>
    {
        int[] ends = [.. part.Split('-').Select(int.Parse)];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    });
}
