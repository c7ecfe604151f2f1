using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Training.Native;

/// <summary>What Graft needs of the GNU C library and its loader.</summary>
internal static unsafe partial class Glibc
{
    private const int Lazy = 1, Now = 2, OnlyIfLoaded = 4;

    /// <summary>Such as "2.36"; null where the C library is another (musl, macOS, Windows).</summary>
    public static string? Version { get; } = FindVersion();

    /// <summary>The last number of the file of the C++ library, such as "6.0.30", whose symbols end at GLIBCXX_3.4.30; null if none is there.</summary>
    public static string? CppLibraryVersion
    {
        get
        {
            const string Name = "libstdc++.so.";
            return NativeLibrary.TryLoad(Name + "6", out _)
                ? File.ReadLines("/proc/self/maps").Where(line => line.Contains("/" + Name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(Name, StringComparison.Ordinal) + Name.Length)..]).FirstOrDefault()
                : null;
        }
    }

    /// <summary>Loads a library with every function it calls bound at once, so that a library that does not fit is an error here and not the end of the process at the first call.</summary>
    /// <exception cref="DllNotFoundException">With the loader's own words.</exception>
    public static nint LoadBound(string path)
    {
        nint handle = Open(path, Now, out string? error);
        return handle != 0 ? handle : throw new DllNotFoundException(error ?? $"{path}: the loader gave no reason");
    }

    /// <summary>The handle of a library that the process already has under this name; 0 if there is none.</summary>
    public static nint FindLoaded(string name) => Open(name, Lazy | OnlyIfLoaded, out _);

    /// <summary>Where a library of this file name was mapped from; null if it is not mapped.</summary>
    public static string? FileOfLoaded(string name) =>
        File.ReadLines("/proc/self/maps").Where(line => line.EndsWith("/" + name, StringComparison.Ordinal)).Select(line => line[line.IndexOf('/')..]).FirstOrDefault();

    /// <summary>.NET's own call changes only .NET's copy of the environment, which native code does not see.</summary>
    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetVariable(string name, string value, int overwrite);

    private static nint Open(string path, int flags, out string? error)
    {
        // Both functions are looked up before the first is called: a look-up in between would replace the error.
        nint loader = NativeLibrary.Load("libdl.so.2"); // Since glibc 2.34 the functions live in libc; this name leads there.
        var open = (delegate* unmanaged<byte*, int, nint>)NativeLibrary.GetExport(loader, "dlopen");
        var lastError = (delegate* unmanaged<nint>)NativeLibrary.GetExport(loader, "dlerror");
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            nint handle = open(name, flags);
            error = handle == 0 ? Marshal.PtrToStringUTF8(lastError()) : null;
            return handle;
        }
    }

    private static string? FindVersion() => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out nint function)
        ? Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)function)())
        : null;
}
