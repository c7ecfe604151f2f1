namespace Graft.Runs.TensorBoard;

/// <summary>An event file that cannot be read or whose bytes are damaged.</summary>
public sealed class EventFileException(string message, Exception? cause = null) : GraftException(message, cause);
