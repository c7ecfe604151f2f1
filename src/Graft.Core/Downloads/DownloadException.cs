namespace Graft.Downloads;

/// <summary>A file that could not be fetched, or is not the one that was asked for.</summary>
public sealed class DownloadException(string message, Exception? cause = null) : GraftException(message, cause);
