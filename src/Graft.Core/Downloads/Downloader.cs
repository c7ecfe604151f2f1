namespace Graft.Downloads;

/// <summary>Fetches published files: whole or not at all under their name, verified, once for all processes of a machine, and going on where an earlier attempt stopped.</summary>
/// <remarks>While a file comes, its bytes lie in <c>NAME.partial</c>. A cancelled or failed attempt leaves them there, and the next one asks for the rest (RFC 9110, Range with If-Range).</remarks>
public sealed class Downloader : IDisposable
{
    private readonly DownloadOptions options;
    private readonly HttpSource http;

    /// <param name="options">By default what the environment asks for.</param>
    public Downloader(DownloadOptions? options = null)
    {
        this.options = options ?? DownloadOptions.FromEnvironment();
        http = new(this.options);
    }

    /// <summary>Makes sure that a file lies at a path. What lies there already is verified, whoever put it there; otherwise mirrors are asked, then the publisher.</summary>
    /// <param name="report">Told what happens.</param>
    /// <param name="cancel">Stops; what has come so far is kept.</param>
    /// <exception cref="DownloadException">No source has it, or the disk is full, or what lies there is another file; the message says what to do.</exception>
    public async Task FetchAsync(RemoteFile file, string path, Action<DownloadEvent>? report = null, CancellationToken cancel = default)
    {
        report ??= _ => { };
        path = Path.GetFullPath(path);
        if (IsThere(file, path, report, cancel))
        {
            return;
        }
        if (options.Offline && !Sources.Of(file, options).Any(source => source.HasFile))
        {
            throw new DownloadException($"{file.Name} is not at {path}, and the network is not used ({DownloadOptions.OfflineVariable}, --offline).\n{Sources.ByHand(file, path)}") { IsAbsence = true };
        }
        using FileLock mine = await LockAsync(file, path, report, cancel).ConfigureAwait(false);
        if (!IsThere(file, path, report, cancel))
        {
            await FetchAsync(file, path, [.. Sources.Of(file, options)], report, cancel).ConfigureAwait(false);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task FetchAsync(RemoteFile file, string path, Source[] sources, Action<DownloadEvent> report, CancellationToken cancel)
    {
        using PartialFile partial = new(path) { IsPieced = true };
        List<string> faults = [];
        bool absent = true;
        foreach (Source source in sources)
        {
            try
            {
                await FetchAsync(file, partial, source, report, cancel).ConfigureAwait(false);
                partial.Complete();
                return;
            }
            catch (SourceFault fault)
            {
                faults.Add($"{source.Place}: {fault.Message}");
                absent &= !fault.IsWrongFile;
                if (faults.Count < sources.Length)
                {
                    report(new DownloadSourceFailed(file.Name, faults[^1]));
                }
            }
        }
        throw new DownloadException($"{file.Name} could not be fetched. {string.Join(". ", faults)}.\n{Sources.ByHand(file, path)}") { IsAbsence = absent };
    }

    private async Task FetchAsync(RemoteFile file, PartialFile partial, Source source, Action<DownloadEvent> report, CancellationToken cancel)
    {
        for (bool again = false; ; again = true)
        {
            if (source.Address is { } address)
            {
                await new Transfer(file, partial, http, options, report).RunAsync(address, cancel).ConfigureAwait(false);
            }
            else
            {
                LocalCopy.Run(file, source.Place, partial, options, report, cancel);
            }
            FileCheck check = FileCheck.Of(file, partial.Path, read => report(new DownloadChecking(file.Name, read, partial.Length)), cancel);
            if (check.IsMatch)
            {
                return;
            }
            bool pieced = partial.IsPieced;
            partial.Begin(null);
            if (!pieced || again)
            {
                throw new SourceFault($"what it sent {check.Fault}, and was thrown away") { IsWrongFile = true };
            }
            report(new DownloadRetried(file.Name, "the pieces do not fit together", TimeSpan.Zero));
        }
    }

    private async Task<FileLock> LockAsync(RemoteFile file, string path, Action<DownloadEvent> report, CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return await FileLock.TakeAsync(path + ".lock", options.Clock, () => report(new DownloadAwaited(file.Name)), cancel).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Of(path, 0, cause);
        }
    }

    private static bool IsThere(RemoteFile file, string path, Action<DownloadEvent> report, CancellationToken cancel)
    {
        if (!File.Exists(path))
        {
            return false;
        }
        long length = new FileInfo(path).Length;
        FileCheck check = length == 0 ? new("is empty", 0, null) : FileCheck.Of(file, path, read => report(new DownloadChecking(file.Name, read, length)), cancel);
        return check.IsMatch ? true
            : throw new DownloadException($"{path} is not the file that is published at {file.Address}: it {check.Fault}. Delete it, and it is fetched anew.");
    }
}
