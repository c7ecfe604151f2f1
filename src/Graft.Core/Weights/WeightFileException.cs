namespace Graft.Weights;

/// <summary>A weight file that cannot be read, or does not fit the graph it is meant for.</summary>
public sealed class WeightFileException(string message, Exception? cause = null) : GraftException(message, cause);
