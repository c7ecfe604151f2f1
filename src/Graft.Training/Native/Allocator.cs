using System.Runtime.InteropServices;

namespace Graft.Training.Native;

/// <summary>The C library's memory, told to keep what it has.</summary>
/// <remarks>
/// By default glibc gives every large block back to the kernel when a layer is done with it, and the next layer pays for clearing fresh pages: a third of a VGG-19 training step on two cores.
/// With both thresholds at their maximum the blocks stay in the process and are used again, but only on the main thread: the memory of other threads comes in heaps of 64 MiB, and what is larger still goes to the kernel.
/// There, pages of 2 MiB make the way to the kernel cheap instead. On the main thread they would only fragment what is kept. docs/decisions/0007-allocator.md has the figures.
/// </remarks>
internal static partial class Allocator
{
    private const int TrimThreshold = -1, MapThreshold = -3;
    private const string HugePages = "/sys/kernel/mm/transparent_hugepage/enabled";

    /// <summary>What was done, in words; null on other systems and C libraries, which are left as they are.</summary>
    public static string? Tuning { get; private set; }

    /// <summary>Must run before libtorch is loaded, on the thread that will compute.</summary>
    public static void Tune()
    {
        // An int is all that mallopt takes; older glibc refuses more than 32 MiB for the first.
        if (Glibc.Version is null || (SetOption(MapThreshold, int.MaxValue) == 0 && SetOption(MapThreshold, 32 << 20) == 0) || SetOption(TrimThreshold, int.MaxValue) == 0)
        {
            return;
        }
        Tuning = "large blocks are kept";
        if (ThreadId() != Environment.ProcessId)
        {
            bool offered = File.Exists(HugePages) && !File.ReadAllText(HugePages).Contains("[never]", StringComparison.Ordinal);
            Tuning = offered && Glibc.SetVariable("THP_MEM_ALLOC_ENABLE", "1", overwrite: 0) == 0 ? "large blocks are kept, in 2 MiB pages" : "large blocks are kept on the main thread, which is not the one that computes";
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc.so.6", EntryPoint = "gettid")]
    private static partial int ThreadId();
}
