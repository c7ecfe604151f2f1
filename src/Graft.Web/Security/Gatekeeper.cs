using System.Net;
using Microsoft.AspNetCore.Http;

namespace Graft.Web;

/// <summary>Lets through only requests with a key, where keys are asked for, and on loopback only those that were meant for this machine.</summary>
/// <remarks>A page of the internet can make its own name resolve to 127.0.0.1 and so read a server on loopback (DNS rebinding); its requests then carry that name as their host.</remarks>
internal sealed class Gatekeeper(RequestDelegate next, KeyRing keys, ListenAddresses addresses)
{
    // What a person must see to give a key, and what an orchestrator asks.
    private static readonly PathString[] Free = ["/health", "/page", "/session", "/runs.html", "/openapi.html", "/openapi.json"];

    public Task Invoke(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (addresses.AreLoopback && !IsThisMachine(request.Host.Host))
        {
            throw new RequestException(421, "wrong-host", $"this server answers on this machine only, not as '{request.Host.Host}'.");
        }
        if (request.Path != "/" && !Array.Exists(Free, free => request.Path.StartsWithSegments(free)) && !keys.Admits(request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new RequestException(401, "no-key", "this server asks for a key: send it as X-API-Key, or as Authorization: Bearer.");
        }
        return next(context);
    }

    private static bool IsThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
