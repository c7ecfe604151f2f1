namespace Graft.Downloads;

/// <summary>Where Graft keeps what it can fetch or compute again: each kind of thing in a folder of its own.</summary>
/// <remarks>The environment variable GRAFT_CACHE names it; otherwise it is graft under XDG_CACHE_HOME, or ~/.cache/graft, on macOS ~/Library/Caches/graft, on Windows graft under the local application data.</remarks>
public static class CacheFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "GRAFT_CACHE";

    /// <summary>The folder, as a full path; it need not exist yet.</summary>
    public static string Root => Find(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows(), OperatingSystem.IsMacOS());

    /// <summary>The folder for one kind of thing, such as "weights" or "features".</summary>
    public static string Of(string kind) => Path.Combine(Root, kind);

    internal static string Find(Func<string, string?> variable, bool windows, bool mac = false)
    {
        if (variable(Variable) is { Length: > 0 } own)
        {
            return Path.GetFullPath(own);
        }
        if (windows)
        {
            return Path.Combine(variable("LOCALAPPDATA") is { Length: > 0 } local ? local : Path.GetTempPath(), "graft");
        }
        // The XDG base directory specification tells programs to pass over a relative path.
        string? shared = variable("XDG_CACHE_HOME");
        return Path.IsPathRooted(shared) ? Path.Combine(shared, "graft")
            : Path.Combine(variable("HOME") is { Length: > 0 } home ? Path.Combine(home, mac ? "Library/Caches" : ".cache") : Path.GetTempPath(), "graft");
    }
}
