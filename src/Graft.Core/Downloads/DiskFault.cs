using System.Globalization;

namespace Graft.Downloads;

/// <summary>What a disk has against a file, in words.</summary>
internal static class DiskFault
{
    /// <summary>The error for a file that could not be written.</summary>
    /// <param name="kept">Bytes written before.</param>
    public static DownloadException Of(string path, long kept, Exception cause) => IsFull(cause as IOException ?? cause.InnerException as IOException)
        ? new(string.Create(CultureInfo.InvariantCulture, $"{path}: the disk is full{(kept > 0 ? $" after {kept:N0} bytes, which are kept. Make room and ask again: it goes on from there" : ". Make room and ask again")}. GRAFT_CACHE names another folder for what Graft fetches."), cause)
        : new($"{path} cannot be written: {cause.Message} Check that you may write to the folder; GRAFT_CACHE names another one for what Graft fetches.", cause);

    /// <summary>Refuses to begin what cannot end.</summary>
    /// <param name="free">Bytes free in a folder.</param>
    /// <exception cref="DownloadException">The disk has too little room.</exception>
    public static void Require(string path, long needed, Func<string, long?> free)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (free(folder) is { } room && room < needed)
        {
            throw new DownloadException(string.Create(CultureInfo.InvariantCulture, $"{path} needs {needed:N0} more bytes, but the disk has {room:N0} free. Make room there; GRAFT_CACHE names another folder for what Graft fetches."));
        }
    }

    /// <summary>Bytes free for this user where a folder lies; null where the system does not say.</summary>
    public static long? FreeSpace(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>ENOSPC, EFBIG, EDQUOT of Linux and of macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.</summary>
    internal static bool IsFull(IOException? error) => error?.HResult is 28 or 27 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027);
}
