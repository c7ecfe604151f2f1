using System.Net;

namespace Graft.Downloads;

/// <summary>What a server's refusals mean.</summary>
internal static class HttpFaults
{
    /// <summary>The fault behind a status other than success.</summary>
    public static SourceFault Of(HttpResponseMessage response, TimeProvider clock)
    {
        int status = (int)response.StatusCode;
        string said = $"it answers {status}{(response.ReasonPhrase is { Length: > 0 } phrase ? $" {phrase}" : "")}";
        bool passes = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || status is 425 or (>= 500 and not 501 and not 505);
        return passes ? new PassingFault(said, Wait(response, clock)) : new SourceFault(said);
    }

    /// <summary>Retry-After, in seconds or as a date (RFC 9110, 10.2.3).</summary>
    private static TimeSpan? Wait(HttpResponseMessage response, TimeProvider clock)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => null,
        };
        return asked > TimeSpan.Zero ? asked : null;
    }
}
