using Microsoft.Win32.SafeHandles;

namespace Graft.Downloads;

/// <summary>Takes a file from a mirror that is a folder.</summary>
internal static class LocalCopy
{
    private const int BlockBytes = 1 << 20;

    public static void Run(RemoteFile file, string from, PartialFile partial, DownloadOptions options, Action<DownloadEvent> report, CancellationToken cancel)
    {
        if (!File.Exists(from))
        {
            throw new SourceFault("there is no such file");
        }
        partial.Begin(null);
        TransferRate rate = new(options.Clock);
        using SafeFileHandle source = Open(from);
        long total = RandomAccess.GetLength(source);
        DiskFault.Require(partial.Path, total, options.FreeSpace);
        report(new DownloadStarted(file.Name, from, 0, total));
        byte[] block = new byte[BlockBytes];
        while (Read(source, block, partial.Length) is > 0 and int count)
        {
            cancel.ThrowIfCancellationRequested();
            partial.Append(block.AsSpan(0, count));
            report(new DownloadProgressed(file.Name, partial.Length, total, rate.Add(partial.Length)));
        }
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, options: FileOptions.SequentialScan);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new SourceFault(cause.Message.TrimEnd('.'), cause) { IsWrongFile = true };
        }
    }

    private static int Read(SafeFileHandle source, byte[] block, long at)
    {
        try
        {
            return RandomAccess.Read(source, block, at);
        }
        catch (IOException cause)
        {
            throw new SourceFault(cause.Message.TrimEnd('.'), cause) { IsWrongFile = true };
        }
    }
}
