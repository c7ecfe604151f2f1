using System.Runtime.InteropServices;

namespace Graft.Training.Native;

/// <summary>The libtorch that this process has loaded.</summary>
/// <param name="Folder">Where its files lie.</param>
/// <param name="Source">How it was found, such as "asked for by GRAFT_LIBTORCH".</param>
/// <param name="Version">Such as "2.10.0+cu128".</param>
/// <param name="Binding">The file of TorchSharp's native library, as its package brings it.</param>
/// <param name="Rewritten">True if a rewritten copy of that library runs, because the system's libstdc++ is older than GCC 13's.</param>
/// <param name="Allocator">What the C library was told about memory; null where it is left as it is.</param>
/// <param name="IntraOpThreads">Threads that share one operation.</param>
/// <param name="InterOpThreads">Operations that may run side by side.</param>
/// <param name="Cuda">True if it can compute on a GPU of this machine.</param>
public sealed record LibTorchFacts(string Folder, string Source, string Version, string Binding, bool Rewritten, string? Allocator, int IntraOpThreads, int InterOpThreads, bool Cuda)
{
    internal static unsafe LibTorchFacts Of(LoadedLibTorch loaded)
    {
        int Number(string function) => ((delegate* unmanaged<int>)NativeLibrary.GetExport(loaded.Handle, function))();
        bool cuda = ((delegate* unmanaged<byte>)NativeLibrary.GetExport(loaded.Handle, "THSTorchCuda_is_available"))() != 0;
        string version = LibTorchVersion.Of(loaded.Folder.Path) ?? (loaded.Folder.Chosen ? LibTorchSearch.Version : LibTorchSearch.PackageVersion);
        return new(loaded.Folder.Path, loaded.Folder.Source, version, loaded.Binding, loaded.Rewritten, Native.Allocator.Tuning, Number("THSTorch_get_num_threads"), Number("THSTorch_get_num_interop_threads"), cuda);
    }
}
