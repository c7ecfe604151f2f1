namespace Graft.Downloads;

/// <summary>Why a source does not have the file; another one may.</summary>
internal class SourceFault(string reason, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>Whether there is a file, but another one or none that can be read.</summary>
    public bool IsWrongFile { get; init; }
}

/// <summary>Why an attempt failed that may succeed later.</summary>
/// <param name="wait">How long the server asks to be left alone.</param>
/// <param name="unreachable">Whether not even a connection came about, which rarely passes within seconds.</param>
internal sealed class PassingFault(string reason, TimeSpan? wait = null, bool unreachable = false, Exception? cause = null) : SourceFault(reason, cause)
{
    public TimeSpan? Wait { get; } = wait;

    public bool Unreachable { get; } = unreachable;
}
