using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Graft.Downloads;

/// <summary>Brings the bytes of one file from one address into a partial file, in as many attempts as it takes.</summary>
internal sealed class Transfer(RemoteFile file, PartialFile partial, HttpSource http, DownloadOptions options, Action<DownloadEvent> report)
{
    /// <summary>Attempts where not even a connection comes about and no byte has come before: without a network, a person should not have to wait to be told so.</summary>
    private const int UnreachableRetries = 2;

    private const int BlockBytes = 1 << 17;

    /// <summary>The largest file that is taken where nobody states a size.</summary>
    private const long LargestUnstated = 1L << 36;

    private readonly TransferRate rate = new(options.Clock);

    /// <summary>Returns when all bytes are there.</summary>
    /// <exception cref="SourceFault">This source is of no use.</exception>
    /// <exception cref="DownloadException">The disk is.</exception>
    public async Task RunAsync(Uri address, CancellationToken cancel)
    {
        long furthest = partial.Length;
        bool reached = false;
        for (int failures = 1; ; failures++)
        {
            try
            {
                await AttemptAsync(address, cancel).ConfigureAwait(false);
                return;
            }
            catch (PassingFault fault)
            {
                if (partial.Length > furthest)
                {
                    (furthest, reached, failures) = (partial.Length, true, 1);
                }
                if (failures > (fault.Unreachable && !reached ? Math.Min(UnreachableRetries, options.Retries) : options.Retries))
                {
                    throw new SourceFault(failures == 1 ? fault.Message : $"{fault.Message}; tried {failures} times", fault);
                }
                TimeSpan wait = fault.Wait ?? Backoff.After(failures, Random.Shared.NextDouble());
                if (wait > options.LongestWait)
                {
                    throw new SourceFault(string.Create(CultureInfo.InvariantCulture, $"{fault.Message}, and the server asks to come back in {wait.TotalMinutes:0} minutes"), fault);
                }
                report(new DownloadRetried(file.Name, fault.Message, wait));
                await Task.Delay(wait, options.Clock, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task AttemptAsync(Uri address, CancellationToken cancel)
    {
        using CancellationTokenSource stall = new(Timeout.InfiniteTimeSpan, options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancel);
        try
        {
            stall.CancelAfter(options.StallTimeout);
            long from = partial.CanGoOn(address, file.HasHash) ? partial.Length : 0;
            using HttpResponseMessage response = await http.GetAsync(address, from, partial.ValidatorFor(address), either.Token).ConfigureAwait(false);
            if (Answered(response, address, from) is { } total)
            {
                await ReceiveAsync(response, total, stall, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new PassingFault(string.Create(CultureInfo.InvariantCulture, $"no byte came for {options.StallTimeout.TotalSeconds:0} s"), cause: error);
        }
    }

    /// <summary>Makes the partial file ready for what comes; the bytes that the whole file will have (−1 where unknown), or null where nothing is missing.</summary>
    private long? Answered(HttpResponseMessage response, Uri address, long from)
    {
        HttpContentHeaders headers = response.Content.Headers;
        long? total;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                RefuseWebPage(headers);
                total = Expected(headers.ContentLength);
                partial.Begin(new(address.AbsoluteUri, response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null, headers.LastModified));
                break;
            case HttpStatusCode.PartialContent when from > 0 && headers.ContentRange is { From: { } start, Unit: "bytes" } range && start == from:
                total = Expected(range.Length ?? (headers.ContentLength is { } rest ? from + rest : null));
                partial.IsPieced = true;
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable when from > 0 && headers.ContentRange?.Length == from && (file.Size ?? from) == from:
                return null;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when from > 0:
                partial.Begin(null);
                throw new PassingFault("the server has other bytes than those that came before");
            default:
                throw HttpFaults.Of(response, options.Clock);
        }
        DiskFault.Require(partial.Path, (total ?? partial.Length) - partial.Length, options.FreeSpace);
        report(new DownloadStarted(file.Name, address.AbsoluteUri, partial.Length, total));
        return total ?? -1;
    }

    private async Task ReceiveAsync(HttpResponseMessage response, long total, CancellationTokenSource stall, CancellationToken either)
    {
        byte[] block = new byte[BlockBytes];
        long limit = total >= 0 ? total : LargestUnstated;
        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(either).ConfigureAwait(false);
            while (await body.ReadAsync(block, either).ConfigureAwait(false) is > 0 and int count)
            {
                stall.CancelAfter(options.StallTimeout);
                if (count > limit - partial.Length)
                {
                    partial.Begin(null);
                    throw new SourceFault($"it sends more than the {limit:N0} bytes that the file has") { IsWrongFile = true };
                }
                partial.Append(block.AsSpan(0, count));
                report(new DownloadProgressed(file.Name, partial.Length, total < 0 ? null : total, rate.Add(partial.Length)));
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw Cut(total, error);
        }
        if (partial.Length < total)
        {
            throw Cut(total, null);
        }
    }

    private PassingFault Cut(long total, Exception? cause) => new($"the connection was cut after {partial.Length:N0}{(total < 0 ? "" : $" of {total:N0}")} bytes", cause: cause);

    private long? Expected(long? offered) => offered is null || file.Size is null || offered == file.Size ? offered ?? file.Size
        : throw new SourceFault($"it offers {offered:N0} bytes, but the file has {file.Size:N0}") { IsWrongFile = true };

    /// <summary>What stands between a person and the network answers with a page to log in on, and says 200.</summary>
    private static void RefuseWebPage(HttpContentHeaders headers)
    {
        if (headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
        {
            throw new SourceFault("it answers with a web page in place of the file (does the network want a login, or has the file moved?)");
        }
    }
}
