namespace Graft.Web;

/// <summary>What changes when a file is written anew: its size and time, and those of the weights beside it.</summary>
internal readonly record struct FileState(long Bytes, long Written, long DataBytes, long DataWritten)
{
    /// <summary>The state of a file, links followed; null when it is not there.</summary>
    public static FileState? Of(string path)
    {
        try
        {
            FileInfo model = Target(path), data = Target(path + ".data");
            return !model.Exists ? null : new(model.Length, model.LastWriteTimeUtc.Ticks, data.Exists ? data.Length : 0, data.Exists ? data.LastWriteTimeUtc.Ticks : 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileInfo Target(string path)
    {
        FileInfo info = new(path);
        return info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
    }
}
