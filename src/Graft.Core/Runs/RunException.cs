namespace Graft.Runs;

/// <summary>A run directory, or a file in it, that is not what was expected.</summary>
public sealed class RunException(string message, Exception? cause = null) : GraftException(message, cause);
