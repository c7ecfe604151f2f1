using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Graft.Web;

/// <summary>Turns whatever goes wrong with a request into a problem document (RFC 9457).</summary>
internal sealed partial class Problems(RequestDelegate next, ServerMeters meters, ILoggerFactory logs)
{
    private readonly ILogger log = logs.CreateLogger("Graft.Web.Requests");

    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null } response)
            {
                await Write(context, Unhandled(response.StatusCode, context.Request)).ConfigureAwait(false);
            }
        }
        catch (RequestException error)
        {
            await Write(context, error).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            await Write(context, Broken(error)).ConfigureAwait(false);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (Exception error)
        {
            LogDefect(log, error, context.TraceIdentifier);
            await Write(context, new(500, "defect", $"the server failed at this request; its log says why, under {context.TraceIdentifier}.")).ConfigureAwait(false);
        }
    }

    private async Task Write(HttpContext context, RequestException error)
    {
        meters.Refused(error.Code);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = error.Status;
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds):0}";
        }
        ProblemDetails problem = new()
        {
            Type = $"urn:graft:problem:{error.Code}",
            Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(error.Status),
            Status = error.Status,
            Detail = error.Message,
            Instance = context.Request.Path,
        };
        problem.Extensions["code"] = error.Code;
        problem.Extensions["requestId"] = context.TraceIdentifier;
        await context.Response.WriteAsJsonAsync(problem, AnswerJson.Plain.ProblemDetails, "application/problem+json", context.RequestAborted).ConfigureAwait(false);
    }

    private static RequestException Broken(BadHttpRequestException error) => error.StatusCode switch
    {
        408 => new(408, "too-slow", "the request came too slowly to wait for its end. Try again over a better connection.", error),
        _ => new(error.StatusCode, "broken-request", $"the request is broken: {error.Message.TrimEnd('.')}. Send it again.", error),
    };

    private static RequestException Unhandled(int status, HttpRequest request) => status switch
    {
        404 => new(404, "no-such-address", $"there is nothing at {request.Path}; /openapi.html lists what there is."),
        405 => new(405, "wrong-method", $"{request.Path} does not take {request.Method}; see the header Allow."),
        _ => new(status, "refused", $"the request was refused with status {status}."),
    };

    [LoggerMessage(10, LogLevel.Error, "request {Request} failed")]
    private static partial void LogDefect(ILogger log, Exception error, string request);
}
