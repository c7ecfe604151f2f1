namespace Graft.Archives;

/// <summary>An archive that is damaged, or holds what must not be unpacked.</summary>
public sealed class ArchiveException(string message, Exception? cause = null) : GraftException(message, cause);
