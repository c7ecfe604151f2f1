using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Graft.Imaging;

/// <summary>Moves a file so that at every moment it lies whole in one place at least, also from one file system to another.</summary>
internal static partial class FileMove
{
    /// <summary>What the names of files that are being copied end with.</summary>
    private const string TemporarySuffix = ".graft-tmp";

    /// <exception cref="IOException">It cannot be moved; it lies where it lay.</exception>
    public static void Run(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (Path.Exists(to))
        {
            throw new IOException($"'{to}' is there already");
        }
        if (OperatingSystem.IsWindows() ? OnOneVolume(from, to) : Rename(from, to) == 0)
        {
            return;
        }
        // Another file system, or one that does not rename: copy, look whether the copy is true, and only then let go of the original.
        string copy = to + TemporarySuffix;
        try
        {
            File.Copy(from, copy, overwrite: true);
            using (FileStream written = new(copy, FileMode.Open, FileAccess.ReadWrite))
            using (FileStream original = File.OpenRead(from))
            {
                written.Flush(flushToDisk: true);
                if (!SHA256.HashData(original).AsSpan().SequenceEqual(SHA256.HashData(written)))
                {
                    throw new IOException($"the copy '{copy}' is not like the original");
                }
            }
            File.Move(copy, to);
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
        File.Delete(from);
    }

    private static bool OnOneVolume(string from, string to)
    {
        if (!string.Equals(Path.GetPathRoot(from), Path.GetPathRoot(to), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        File.Move(from, to);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
