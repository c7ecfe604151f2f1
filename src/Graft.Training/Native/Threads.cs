using System.Runtime.InteropServices;
using Graft.Inference;

namespace Graft.Training.Native;

/// <summary>How many threads libtorch computes one operation with.</summary>
internal static unsafe class Threads
{
    /// <summary>Variables by which a user asks the libraries below for a number of threads; who set one is obeyed.</summary>
    private static readonly string[] Variables = ["OMP_NUM_THREADS", "MKL_NUM_THREADS"];

    /// <summary>The variable that set the number of threads; null if Graft did.</summary>
    public static string? AskedBy => Variables.FirstOrDefault(name => int.TryParse(Environment.GetEnvironmentVariable(name), out int count) && count > 0);

    public static void UsePhysicalCores(nint binding)
    {
        // On macOS libtorch counts the fast cores by itself, which is better than what is known here.
        if (AskedBy is null && !OperatingSystem.IsMacOS())
        {
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(binding, "THSTorch_set_num_threads"))(PhysicalCores.Count);
        }
    }
}
