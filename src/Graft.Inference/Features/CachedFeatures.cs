namespace Graft.Inference;

/// <summary>What the cache keeps of one frozen network, seen one way.</summary>
/// <param name="Network">The network's name when its features were first computed.</param>
/// <param name="Description">What the features hang on, one line for each thing.</param>
/// <param name="Rows">Views of pictures.</param>
/// <param name="RowBytes">Bytes of one.</param>
/// <param name="Bytes">Bytes in all.</param>
/// <param name="Used">When any of it was last used, in universal time.</param>
/// <param name="Folder">Where it is.</param>
public sealed record CachedFeatures(string Network, string Description, long Rows, int RowBytes, long Bytes, DateTime Used, string Folder)
{
    /// <summary>Reads what the segments of a folder say; null where none can be read.</summary>
    internal static CachedFeatures? Of(string folder, IReadOnlyList<FileInfo> files)
    {
        SegmentHeader? header = null;
        long rows = 0;
        foreach (FileInfo file in files)
        {
            if (HeaderOf(file.FullName) is { } found && FeatureSegment.TryOpen(file.FullName, header ??= found) is { } segment)
            {
                rows += Enumerable.Range(0, segment.Used).Count(row => segment[row] is { View: not SegmentRecord.Unreadable });
            }
        }
        return header is null ? null : new(header.Network, header.Text, rows, header.RowBytes, files.Sum(file => file.Length), files.Max(file => file.LastWriteTimeUtc), folder);
    }

    private static SegmentHeader? HeaderOf(string path)
    {
        byte[] page = new byte[SegmentHeader.Bytes];
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.ReadExactly(page);
            return SegmentHeader.Read(page);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
