namespace Graft.Imaging;

/// <summary>A data set that cannot be used: no known layout, a list that contradicts itself, too many bad pictures.</summary>
public sealed class DatasetException(string message, Exception? cause = null) : GraftException(message, cause);
