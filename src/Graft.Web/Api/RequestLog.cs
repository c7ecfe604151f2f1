using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Graft.Web;

/// <summary>One line for each request: what was asked, the status, the time. Names and bytes of pictures are never in it.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILoggerFactory logs)
{
    private readonly ILogger log = logs.CreateLogger("Graft.Web.Requests");

    public async Task Invoke(HttpContext context)
    {
        long begun = Stopwatch.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            bool gone = context.RequestAborted.IsCancellationRequested;
            LogRequest(log, context.Request.Method, Known(context), gone ? 499 : context.Response.StatusCode, Stopwatch.GetElapsedTime(begun).TotalMilliseconds, context.Request.ContentLength ?? 0, context.TraceIdentifier);
        }
    }

    /// <summary>The pattern of the address, which a client cannot fill the log with.</summary>
    private static string Known(HttpContext context) => context.GetEndpoint() is Microsoft.AspNetCore.Routing.RouteEndpoint { RoutePattern.RawText: { } pattern } ? pattern : "(unknown)";

    [LoggerMessage(11, LogLevel.Information, "{Method} {Route} {Status} in {Milliseconds:0.0} ms, {Bytes} bytes, {Request}")]
    private static partial void LogRequest(ILogger log, string method, string route, int status, double milliseconds, long bytes, string request);
}
