namespace Graft.Runs;

/// <summary>Keeps a second trainer away from a run directory while one is at work.</summary>
/// <remarks>The system holds the lock and lets go of it when the process dies, however it dies, so a lock left by a killed trainer is simply free. The file itself stays: to remove it would race with a second trainer opening it.</remarks>
internal sealed class RunLock : IDisposable
{
    public const string FileName = "run.lock";

    private readonly FileStream stream;

    private RunLock(FileStream stream) => this.stream = stream;

    /// <summary>Null when another trainer holds it.</summary>
    /// <exception cref="WriteException">The directory does not let us write.</exception>
    public static RunLock? TryTake(string directory)
    {
        try
        {
            return new(new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new WriteException($"'{directory}' cannot be written: {cause.Message} Name a folder that you may write to.", cause);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => stream.Dispose();
}
