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

    /// <summary>Lets threads that wait for each other sleep soon instead of keeping their core busy. Must run before libtorch is loaded.</summary>
    /// <remarks>
    /// libtorch's OpenMP spins for milliseconds at the end of every operation. Where anything else wants the cores, our own decoding threads included, the one it waits for cannot run meanwhile:
    /// on two cores shared with other work, 60 steps of a small network took 53 s, and 5 s with this. A thousand rounds still bridge the gap between threads that end together.
    /// </remarks>
    public static void WaitBriefly()
    {
        if (Glibc.Version is not null && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = Glibc.SetVariable("GOMP_SPINCOUNT", "1000", overwrite: 0);
        }
    }

    public static void UsePhysicalCores(nint binding)
    {
        // On macOS libtorch counts the fast cores by itself, which is better than what is known here.
        if (AskedBy is null && !OperatingSystem.IsMacOS())
        {
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(binding, "THSTorch_set_num_threads"))(PhysicalCores.Count);
        }
    }
}
