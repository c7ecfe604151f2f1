namespace Graft.Runs;

/// <summary>A file that could not be written; what stood under its name before is untouched.</summary>
public sealed class WriteException(string message, Exception? cause = null) : GraftException(message, cause);
