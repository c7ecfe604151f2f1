namespace Graft.Graphs;

/// <summary>A graph that cannot be: shapes that do not fit, a value that nothing produces, an operation used in a way it does not allow.</summary>
public sealed class GraphException(string message, Exception? cause = null) : GraftException(message, cause);
