using Microsoft.Win32.SafeHandles;

namespace Graft.Downloads;

/// <summary>Lets one process at a time do something to a file. Whoever dies lets go of it.</summary>
/// <remarks>
/// The lock is an exclusively opened file; the holder removes it in the end. On Unix a file may be removed between another's opening and locking of it, which would then hold a lock on a file without a name,
/// beside somebody who has made a new one. So the file is given a random length while it is held, and only who sees that length under the name has the lock.
/// </remarks>
internal sealed class FileLock : IDisposable
{
    private const int LongestToken = 1 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly string path;
    private readonly SafeFileHandle handle;

    private FileLock(string path, SafeFileHandle handle) => (this.path, this.handle) = (path, handle);

    /// <summary>Takes the lock, waiting for as long as another holds it.</summary>
    /// <param name="waiting">Called once if there is anything to wait for.</param>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider clock, Action waiting, CancellationToken cancel)
    {
        for (bool told = false; ; told = true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }
            if (!told)
            {
                waiting();
            }
            await Task.Delay(Interval, clock, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock; null where another holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        }
        catch (IOException error) when (IsHeld(error))
        {
            return null;
        }
        if (!OperatingSystem.IsWindows())
        {
            int token = Random.Shared.Next(1, LongestToken);
            RandomAccess.SetLength(handle, token);
            if (new FileInfo(path) is not { Exists: true } named || named.Length != token)
            {
                handle.Dispose();
                return null;
            }
        }
        return new(path, handle);
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }
        handle.Dispose();
    }

    /// <summary>EWOULDBLOCK of Linux and of macOS; ERROR_SHARING_VIOLATION, and what opening a file that is being deleted gives.</summary>
    private static bool IsHeld(IOException error) => error.GetType() == typeof(IOException) && error.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x8007012F);
}
