using System.Runtime.InteropServices;

namespace Graft.Training.Native;

/// <summary>The libtorch of this process.</summary>
/// <param name="Binding">The file of TorchSharp's native library, as its package brings it.</param>
/// <param name="Rewritten">True if a rewritten copy of that library is what runs.</param>
/// <param name="Handle">Of TorchSharp's native library.</param>
internal sealed record LoadedLibTorch(LibTorchFolder Folder, string Binding, bool Rewritten, nint Handle);

internal static class LibTorchLoader
{
    public static LoadedLibTorch Load(string? asked)
    {
        if (!Platform.Supported.Contains(Platform.Rid))
        {
            throw new LibTorchException($"libtorch cannot be loaded on {Platform.Rid}: TorchSharp {LibTorchSearch.TorchSharpVersion} has a native library for {string.Join(", ", Platform.Supported)} only. "
                + "Train on one of these; the model it writes predicts here as well.");
        }
        Allocator.Tune();
        WaitingThreads.Tune();
        LibTorchFolder folder = LibTorchSearch.FindLibTorch(asked);
        string binding = LibTorchSearch.FindBinding();
        RefuseSecond(folder);
        foreach (string part in Platform.Parts.Select(part => Path.Combine(folder.Path, part)).Where(File.Exists))
        {
            LoadPart(part, folder);
        }
        LoadedLibTorch loaded = OperatingSystem.IsLinux() ? LoadBindingOnLinux(folder, binding) : new(folder, binding, Rewritten: false, LoadPart(binding, folder));
        Threads.UsePhysicalCores(loaded.Handle);
        return loaded;
    }

    /// <summary>Two libtorch in one process register the same operations twice and end it.</summary>
    private static void RefuseSecond(LibTorchFolder folder)
    {
        if (OperatingSystem.IsLinux())
        {
            string path = Path.Combine(folder.Path, Platform.Core);
            if (Glibc.FileOfLoaded(Platform.Core) is string loaded && Glibc.FindLoaded(path) == 0)
            {
                throw new LibTorchException($"{path}: this libtorch ({folder.Source}) cannot be loaded, for the process already has {loaded}, and it can hold only one. Load none before Graft does, or point {LibTorchSearch.Variable} to that one.");
            }
        }
        else if (folder.Chosen && LibTorchSearch.OwnFolder() is string own && !own.Equals(folder.Path, StringComparison.OrdinalIgnoreCase))
        {
            throw new LibTorchException($"{folder.Path}: this libtorch ({folder.Source}) cannot be loaded beside the program's own in {own}: this system would load both. Build the program with -p:GraftLibTorch=none.");
        }
    }

    private static nint LoadPart(string path, LibTorchFolder folder)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception cause) when (cause is DllNotFoundException or BadImageFormatException)
        {
            throw Error(path, folder, cause);
        }
    }

    private static LoadedLibTorch LoadBindingOnLinux(LibTorchFolder folder, string binding)
    {
        try
        {
            return new(folder, binding, Rewritten: false, Glibc.LoadBound(binding));
        }
        catch (DllNotFoundException cause)
        {
            if (!cause.Message.Contains(StreamInitRewrite.Version, StringComparison.Ordinal))
            {
                throw Error(binding, folder, cause);
            }
        }
        try
        {
            return new(folder, binding, Rewritten: true, MemoryLibrary.Load(Platform.Binding, StreamInitRewrite.Apply(File.ReadAllBytes(binding), binding)));
        }
        catch (Exception cause) when (cause is DllNotFoundException or ElfException or IOException or UnauthorizedAccessException)
        {
            throw Error(binding, folder, cause);
        }
    }

    private static LibTorchException Error(string path, LibTorchFolder folder, Exception cause) => new($"{path}: cannot be loaded: {cause.Message.Trim().TrimEnd('.')}. "
        + (folder.Chosen
            ? $"The libtorch in {folder.Path} ({folder.Source}) does not fit: TorchSharp {LibTorchSearch.TorchSharpVersion} needs version {LibTorchSearch.Version}. Point to a PyTorch of that version, or leave it out and use the libtorch that comes with Graft."
            : "Its files may be incomplete: restore and build the program again. 'graft doctor' shows what the system offers."), cause);
}
