namespace Graft.Inference;

/// <summary>Lets one process at a time add to a folder of features. The system lets go of it when its holder dies, however it dies; the file itself stays.</summary>
internal sealed class FeatureLock : IDisposable
{
    public const string FileName = "lock";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream stream;

    private FeatureLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock, waiting for as long as another process has it.</summary>
    /// <param name="waiting">Called once where there is something to wait for.</param>
    /// <exception cref="FeatureCacheException">The folder cannot be made or written.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public static FeatureLock Take(string folder, Action waiting, CancellationToken cancellation)
    {
        for (bool told = false; ; told = true)
        {
            if (TryTake(folder) is { } taken)
            {
                return taken;
            }
            if (!told)
            {
                waiting();
            }
            cancellation.WaitHandle.WaitOne(Interval);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes the lock; null where another process has it.</summary>
    /// <exception cref="FeatureCacheException">The folder cannot be made or written.</exception>
    public static FeatureLock? TryTake(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or DirectoryNotFoundException or PathTooLongException || (cause is IOException && !IsHeld(cause)))
        {
            throw FeatureCacheException.CannotWrite(folder, cause);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => stream.Dispose();

    // EWOULDBLOCK of Linux and of macOS; ERROR_SHARING_VIOLATION.
    private static bool IsHeld(Exception error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
