using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Graft.Training.Native;

/// <summary>Loads a shared library that exists only as bytes, on Linux.</summary>
/// <remarks>Nothing is written to a disk, so there is no cache to spoil, no folder that must be writable, and nothing to share between two processes.</remarks>
internal static partial class MemoryLibrary
{
    private const uint CloseOnExec = 1;

    /// <exception cref="DllNotFoundException">The loader refuses it.</exception>
    public static nint Load(string name, byte[] bytes)
    {
        int descriptor = CreateMemoryFile(name, CloseOnExec);
        string path = $"/proc/self/fd/{descriptor}";
        if (descriptor < 0 || !File.Exists(path))
        {
            return LoadFromDisk(name, bytes);
        }
        // The descriptor stays open: the loader knows the library by this path, and would take the next file with the same number for this one.
        SafeFileHandle file = new(descriptor, ownsHandle: false);
        RandomAccess.Write(file, bytes, fileOffset: 0);
        return Glibc.LoadBound(path);
    }

    /// <summary>For kernels before 3.17 and systems without /proc: a private file that is gone as soon as it is mapped.</summary>
    private static nint LoadFromDisk(string name, byte[] bytes)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("graft-");
        try
        {
            string path = Path.Combine(folder.FullName, name);
            File.WriteAllBytes(path, bytes);
            return Glibc.LoadBound(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
