namespace Graft.Downloads;

/// <summary>What an onlooker may know of a download.</summary>
/// <param name="Name">The file's name.</param>
public abstract record DownloadEvent(string Name);

/// <summary>Bytes begin to come.</summary>
/// <param name="From">The address, or the file of a mirror's folder.</param>
/// <param name="Kept">Bytes that an earlier attempt left.</param>
/// <param name="Total">Bytes of the whole file; null where nobody states them.</param>
public sealed record DownloadStarted(string Name, string From, long Kept, long? Total) : DownloadEvent(Name);

/// <summary>More bytes have come.</summary>
/// <param name="Bytes">Bytes there are now.</param>
/// <param name="Total">Bytes of the whole file; null where nobody states them.</param>
/// <param name="BytesPerSecond">Over the last seconds; null before there is anything to say.</param>
public sealed record DownloadProgressed(string Name, long Bytes, long? Total, double? BytesPerSecond) : DownloadEvent(Name);

/// <summary>The file is there and is being read, to compare it with what is stated of it.</summary>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Total">Bytes of the file.</param>
public sealed record DownloadChecking(string Name, long Bytes, long Total) : DownloadEvent(Name);

/// <summary>An attempt failed in a way that may pass.</summary>
/// <param name="Reason">What happened.</param>
/// <param name="Wait">Time until the next one.</param>
public sealed record DownloadRetried(string Name, string Reason, TimeSpan Wait) : DownloadEvent(Name);

/// <summary>A source is given up; another one follows.</summary>
/// <param name="Reason">Which source, and what happened.</param>
public sealed record DownloadSourceFailed(string Name, string Reason) : DownloadEvent(Name);

/// <summary>Another process fetches the same file; this one waits and will use it.</summary>
public sealed record DownloadAwaited(string Name) : DownloadEvent(Name);
