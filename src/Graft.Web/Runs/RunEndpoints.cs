using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Graft.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Graft.Web;

/// <summary>The addresses of runs: the list, the log of one as it grows, its report.</summary>
internal static class RunEndpoints
{
    private const int MostStreams = 64;

    /// <summary>Of a report: it may show and do what is inside it and reach nothing, this server included.</summary>
    private const string ReportPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; font-src data:; sandbox allow-scripts; frame-ancestors 'self'";

    public static void Map(WebApplication app)
    {
        RunShelf shelf = app.Services.GetRequiredService<RunShelf>();
        SemaphoreSlim streams = new(MostStreams);
        RouteGroupBuilder runs = app.MapGroup("/v1/runs");
        runs.MapGet("", () => TypedResults.Json(new RunsAnswer(shelf.All()), AnswerJson.Plain.RunsAnswer));
        runs.MapGet("/{name}", (string name) => TypedResults.Json(RunShelf.Describe(shelf.Find(name)), AnswerJson.Plain.RunAnswer));
        runs.MapGet("/{name}/events", (string name, HttpContext context) => Events(shelf.Find(name), context.Request, streams, app.Lifetime, context.RequestAborted));
        runs.MapGet("/{name}/report", (string name, HttpContext context) => Report(shelf.Find(name), context.Response));
    }

    private static IResult Events(RunDirectory run, HttpRequest request, SemaphoreSlim streams, IHostApplicationLifetime lifetime, CancellationToken gone)
    {
        string begin = request.Headers["Last-Event-ID"].ToString();
        long from = 0;
        if (begin.Length > 0 && !long.TryParse(begin, NumberStyles.None, CultureInfo.InvariantCulture, out from))
        {
            throw Wishes.Bad($"Last-Event-ID: '{begin[..Math.Min(begin.Length, 40)]}' is no place in a log.");
        }
        if (!streams.Wait(0, CancellationToken.None))
        {
            throw new RequestException(503, "too-many-streams", $"{MostStreams} logs are being followed already. Close a page that shows one.") { RetryAfter = TimeSpan.FromSeconds(5) };
        }
        return TypedResults.ServerSentEvents(Follow(run.Path, from, streams, lifetime.ApplicationStopping, gone));
    }

    private static async IAsyncEnumerable<SseItem<string>> Follow(string path, long from, SemaphoreSlim streams, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
            LogFollower follower = new(RunDirectory.Open(path).LogPath, () => RunShelf.HasEnded(RunDirectory.Open(path)));
            await using IAsyncEnumerator<SseItem<string>> items = follower.Follow(from, either.Token).GetAsyncEnumerator(either.Token);
            while (await Moves(items).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
        finally
        {
            streams.Release();
        }
    }

    /// <summary>A stream that the client leaves, whose run is removed, or that the server's end cuts just ends.</summary>
    private static async Task<bool> Moves(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or RunException)
        {
            return false;
        }
    }

    private static IResult Report(RunDirectory run, HttpResponse response)
    {
        string file = RunShelf.ReportOf(run);
        if (!File.Exists(file))
        {
            throw new RequestException(404, "no-report", $"the run '{Path.GetFileName(run.Path)}' has no report yet. Make it: graft report {run.Path}");
        }
        response.Headers.ContentSecurityPolicy = ReportPolicy;
        return TypedResults.PhysicalFile(Path.GetFullPath(file), "text/html; charset=utf-8");
    }
}
