using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Graft.Runs;

/// <summary>Writes a file whole or not at all: whoever opens its name sees the old bytes or the new ones, also after a kill or a power cut in the middle.</summary>
/// <remarks>
/// The bytes go to a temporary name in the same folder, are flushed to the disk, and the name is then moved over the old one; on Unix the folder is flushed too, else a power cut may undo the move.
/// A killed writer leaves <c>.NAME.*.graft-tmp</c> behind. A living writer holds a lock on its temporary file, so what can be opened exclusively is a leftover: the next write of the same name removes it,
/// and <see cref="Clean"/> does so for a folder.
/// </remarks>
public static partial class AtomicFile
{
    /// <summary>What the names of temporary files end with.</summary>
    public const string TemporarySuffix = ".graft-tmp";

    /// <summary>Replaces the file by what <paramref name="write"/> puts into the stream (seekable; closing it is allowed). A symbolic link is followed.</summary>
    /// <exception cref="WriteException">The folder is missing or closed to us, or the disk is full; the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            FileInfo named = new(path);
            string target = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            string folder = Path.GetDirectoryName(target) ?? throw new WriteException($"'{path}' cannot be written: it is no file name. Name a file.");
            RemoveLeftovers(folder, $".{Path.GetFileName(target)}.*{TemporarySuffix}");
            Replace(target, folder, write);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new WriteException($"'{path}' cannot be written: {cause.Message} What stood there before is untouched. Check that the folder exists, that you may write to it, and that the disk has room.", cause);
        }
    }

    /// <summary>Replaces the file by this text in UTF-8, without a byte order mark.</summary>
    /// <exception cref="WriteException">As for <see cref="Write"/>.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Replaces the file by this value as JSON.</summary>
    /// <exception cref="WriteException">As for <see cref="Write"/>.</exception>
    public static void WriteJson<T>(string path, T value, JsonSerializerOptions? options = null) =>
        Write(path, stream => JsonSerializer.Serialize(stream, value, options));

    /// <summary>Removes what killed writers left in a folder (not below it).</summary>
    public static void Clean(string folder)
    {
        if (Directory.Exists(folder))
        {
            RemoveLeftovers(folder, "*" + TemporarySuffix);
        }
    }

    private static void Replace(string target, string folder, Action<Stream> write)
    {
        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{TemporarySuffix}");
        SafeFileHandle handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            // The stream borrows the handle, so that a writer which closes its stream does not release the lock before the move.
            using (SafeFileHandle borrowed = new(handle.DangerousGetHandle(), ownsHandle: false))
            using (FileStream stream = new(borrowed, FileAccess.ReadWrite, bufferSize: 1 << 16))
            {
                write(stream);
            }
            RandomAccess.FlushToDisk(handle);
            if (OperatingSystem.IsWindows())
            {
                handle.Dispose(); // Windows does not move a file that is open exclusively.
            }
            Adopt(temporary, target);
        }
        catch
        {
            handle.Dispose();
            File.Delete(temporary);
            throw;
        }
        handle.Dispose();
    }

    /// <summary>Moves a file that is written and flushed over another in the same folder, so that the move outlives a power cut.</summary>
    internal static void Adopt(string written, string target)
    {
        File.Move(written, target, overwrite: true);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(target))!);
    }

    private static void RemoveLeftovers(string folder, string pattern)
    {
        foreach (string leftover in Directory.EnumerateFiles(folder, pattern, new EnumerationOptions { AttributesToSkip = 0 }))
        {
            try
            {
                using (File.OpenHandle(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    if (!OperatingSystem.IsWindows())
                    {
                        File.Delete(leftover);
                    }
                }
                File.Delete(leftover);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // Another writer is at work on it, or it is not ours to remove; it harms nobody.
            }
        }
    }

    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        int folderHandle = OpenFolder(folder, flags: 0);
        if (folderHandle >= 0)
        {
            // File systems that cannot flush a folder say EINVAL; the file itself is safe by then, so no result is looked at.
            _ = FlushHandle(folderHandle);
            _ = CloseHandle(folderHandle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FlushHandle(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseHandle(int handle);
}
