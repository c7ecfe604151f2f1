namespace Graft.Downloads;

/// <summary>A file that could not be fetched, or is not the one that was asked for.</summary>
public sealed class DownloadException(string message, Exception? cause = null) : GraftException(message, cause)
{
    /// <summary>Whether nobody gave the file: there is no network, or no server answers, or none that does has it or gives it away. Otherwise something is wrong that a person should see to: another file came, or the disk took none.</summary>
    public bool IsAbsence { get; init; }
}
