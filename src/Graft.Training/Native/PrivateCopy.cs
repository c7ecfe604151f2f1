using System.Security.Cryptography;
using Graft.Runs;

namespace Graft.Training.Native;

/// <summary>Keeps the rewritten library in the user's cache.</summary>
internal static class PrivateCopy
{
    /// <summary>Where Graft caches: <c>GRAFT_CACHE</c>, else <c>graft</c> in the user's cache folder; null where the user has none.</summary>
    public static string? CacheFolder
    {
        get
        {
            string? own = Environment.GetEnvironmentVariable("GRAFT_CACHE"), cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            return !string.IsNullOrEmpty(own) ? Path.GetFullPath(own)
                : Path.IsPathFullyQualified(cache ?? "") ? Path.Combine(cache!, "graft")
                : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "graft", "cache")
                : home.Length > 0 ? Path.Combine(home, ".cache", "graft")
                : null;
        }
    }

    /// <summary>Hands <paramref name="load"/> a file with these bytes, from the cache if it is there; it is safe when two processes start at once.</summary>
    /// <remarks>What lies in the cache is compared with what it ought to be, so a damaged copy heals. Where there is no cache to write to, a private temporary file serves, and is removed when it is loaded.</remarks>
    public static T Use<T>(byte[] original, byte[] rewritten, string fileName, Func<string, T> load)
    {
        if (CacheFolder is string cache)
        {
            string folder = Path.Combine(cache, "native", Convert.ToHexStringLower(SHA256.HashData(original))[..16]);
            string path = Path.Combine(folder, fileName);
            if (Holds(path, rewritten) || TryWrite(folder, path, rewritten))
            {
                return load(path);
            }
        }
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("graft-");
        try
        {
            string path = Path.Combine(temporary.FullName, fileName);
            File.WriteAllBytes(path, rewritten);
            return load(path);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static bool Holds(string path, byte[] bytes)
    {
        try
        {
            return File.Exists(path) && new FileInfo(path).Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool TryWrite(string folder, string path, byte[] bytes)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => stream.Write(bytes));
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or WriteException)
        {
            return false;
        }
    }
}
