using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace Graft.Downloads;

/// <summary>Asks a server for the bytes of a file.</summary>
internal sealed class HttpSource(DownloadOptions options) : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HttpClient client = new(options.Handler ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false, // ours refuses what weakens the connection
        ConnectTimeout = options.StallTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    }, disposeHandler: options.Handler is null)
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The answer to a request for the bytes from an offset on; its body is still to come.</summary>
    /// <param name="same">What must still be so for an offset to make sense; null to ask without a condition.</param>
    /// <exception cref="SourceFault">There is no such file, or no answer.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, long from, PartialState? same, CancellationToken cancel)
    {
        Uri at = address;
        for (int hop = 0; hop <= MostRedirects; hop++)
        {
            HttpResponseMessage response = await SendAsync(at, from, same, cancel).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }
            Uri? location = response.Headers.Location;
            response.Dispose();
            at = Next(at, location ?? throw new SourceFault("it leads elsewhere without saying where"));
        }
        throw new SourceFault($"it leads from one address to the next more than {MostRedirects} times");
    }

    public void Dispose() => client.Dispose();

    private static Uri Next(Uri at, Uri location)
    {
        Uri next = new(at, location);
        return next.Scheme is not ("http" or "https") ? throw new SourceFault($"it leads to '{next.Scheme}:', but only http and https are followed")
            : at.Scheme == "https" && next.Scheme == "http" ? throw new SourceFault($"it leads from https to the unprotected {next}, which is not followed")
            : next;
    }

    private async Task<HttpResponseMessage> SendAsync(Uri at, long from, PartialState? same, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, at);
        request.Headers.AcceptEncoding.Add(new("identity")); // offsets and lengths are those of the file itself
        request.Headers.UserAgent.Add(new("graft", typeof(HttpSource).Assembly.GetName().Version?.ToString(3)));
        if (from > 0)
        {
            request.Headers.Range = new(from, null);
            request.Headers.IfRange = EntityTagHeaderValue.TryParse(same?.ETag, out EntityTagHeaderValue? tag) ? new(tag) : same?.LastModified is { } date ? new RangeConditionHeaderValue(date) : null;
        }
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw error.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => new PassingFault($"the name {at.Host} is not known here (is there a network?)", unreachable: true, cause: error),
                HttpRequestError.ConnectionError => new PassingFault($"no connection to {at.Authority} ({Innermost(error)})", unreachable: true, cause: error),
                HttpRequestError.ProxyTunnelError => new PassingFault($"the proxy gives no connection to {at.Authority} ({Innermost(error)})", unreachable: true, cause: error),
                _ when error.InnerException is AuthenticationException => new SourceFault($"no protected connection to {at.Authority} ({Innermost(error)})", error),
                _ => new PassingFault($"the connection was cut ({Innermost(error)})", cause: error),
            };
        }
    }

    private static string Innermost(Exception error) => error.GetBaseException().Message.TrimEnd('.');
}
