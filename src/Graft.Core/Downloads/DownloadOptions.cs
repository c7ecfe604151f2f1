namespace Graft.Downloads;

/// <summary>How files are fetched.</summary>
public sealed record DownloadOptions
{
    /// <summary>Environment variables: folders and addresses to look in first, separated by semicolons; and whether the network may be used at all.</summary>
    public const string MirrorVariable = "GRAFT_MIRROR", OfflineVariable = "GRAFT_OFFLINE";

    /// <summary>Folders, and http or https addresses of folders, that are tried before the publisher's own address; a file is looked for under its name.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>Whether nothing but folders of this machine may be used.</summary>
    public bool Offline { get; init; }

    /// <summary>Failures in a row, without a byte more than ever before, that are put up with.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The time without a byte after which a connection is given up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a server may ask to be left alone for (Retry-After).</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What carries requests; null for the system's own way. It must not follow redirections.</summary>
    public HttpMessageHandler? Handler { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Bytes free in a folder; null where unknown.</summary>
    internal Func<string, long?> FreeSpace { get; init; } = DiskFault.FreeSpace;

    /// <summary>What GRAFT_MIRROR and GRAFT_OFFLINE ask for.</summary>
    /// <param name="offline">Whether the network is out of bounds in any case.</param>
    public static DownloadOptions FromEnvironment(bool offline = false) => From(Environment.GetEnvironmentVariable, offline);

    internal static DownloadOptions From(Func<string, string?> variable, bool offline) => new()
    {
        Mirrors = [.. (variable(MirrorVariable) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        Offline = offline || variable(OfflineVariable)?.Trim().ToLowerInvariant() is { Length: > 0 } and not ("0" or "false" or "no" or "off"),
    };
}
