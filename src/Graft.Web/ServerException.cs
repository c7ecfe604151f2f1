namespace Graft.Web;

/// <summary>A server that cannot be started as it was asked to.</summary>
public sealed class ServerException(string message, Exception? cause = null) : GraftException(message, cause);
