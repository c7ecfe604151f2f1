namespace Graft.Training.Native;

/// <summary>How long libtorch's threads spin for work before they sleep.</summary>
/// <remarks>
/// GNU OpenMP lets a thread that waits at a barrier spin for milliseconds. On cores that other programs, or the decoding of the next pictures, want as well, the spinning keeps away the very thread that is waited for.
/// A short spin costs nothing where the cores are free and halves a step where they are not. docs/decisions/0012-waiting-threads.md has the figures.
/// </remarks>
internal static class WaitingThreads
{
    private const string SpinCount = "GOMP_SPINCOUNT", WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Must run before libtorch is loaded; what the user's environment says stands.</summary>
    public static void Tune()
    {
        if (Glibc.Version is not null && Environment.GetEnvironmentVariable(WaitPolicy) is null)
        {
            _ = Glibc.SetVariable(SpinCount, "1000", overwrite: 0);
        }
    }
}
