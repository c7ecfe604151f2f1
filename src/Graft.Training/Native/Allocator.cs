using System.Runtime.InteropServices;

namespace Graft.Training.Native;

/// <summary>The C library's memory, told to keep what it has.</summary>
/// <remarks>
/// By default glibc gives every large block back to the kernel when a layer is done with it, and the next layer pays for clearing fresh pages: a third of a VGG-19 training step on two cores.
/// With both thresholds at their maximum the blocks stay in the process and are used again.
/// </remarks>
internal static partial class Allocator
{
    private const int TrimThreshold = -1, MapThreshold = -3;

    /// <summary>True if glibc took the settings; false on other systems and C libraries, which are left as they are.</summary>
    public static bool Tuned { get; private set; }

    public static void Tune()
    {
        if (Glibc.Version is not null)
        {
            // An int is all that mallopt takes; older glibc refuses more than 32 MiB for the first.
            Tuned = (SetOption(MapThreshold, int.MaxValue) != 0 || SetOption(MapThreshold, 32 << 20) != 0) & SetOption(TrimThreshold, int.MaxValue) != 0;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
