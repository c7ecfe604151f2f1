namespace Graft;

/// <summary>An error that a user can act on: its message says the place, the fact, what was expected, and what to do. The command line prints the message alone.</summary>
public abstract class GraftException(string message, Exception? cause = null) : Exception(message, cause);
