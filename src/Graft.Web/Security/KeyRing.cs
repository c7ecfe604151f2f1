using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Graft.Web;

/// <summary>Who may ask. Keys are compared in constant time, by their hashes, so that neither length nor beginning of a key shows in the time an answer takes.</summary>
internal sealed class KeyRing
{
    /// <summary>The cookie that the page gets for a key, because a browser sends no header with an event stream or a frame.</summary>
    public const string Cookie = "graft-page";

    private readonly byte[][] hashes;

    // Anew with each start: a cookie tells nothing about a key and does not outlive the server.
    private readonly string pass = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public KeyRing(IReadOnlyList<string> keys)
    {
        hashes = [.. keys.Select(Hash)];
    }

    /// <summary>Whether everyone may ask.</summary>
    public bool IsOpen => hashes.Length == 0;

    /// <summary>Whether a request brings a key, in <c>X-API-Key</c> or as a bearer token, or the page's cookie.</summary>
    public bool Admits(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        string authorization = request.Headers.Authorization.ToString();
        return IsOpen || Knows(request.Headers["X-API-Key"].ToString())
            || (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && Knows(authorization[Bearer.Length..].Trim()))
            || (request.Cookies[Cookie] is { } cookie && CryptographicOperations.FixedTimeEquals(Hash(cookie), Hash(pass)));
    }

    /// <summary>Whether this is one of the keys.</summary>
    public bool Knows(string key)
    {
        byte[] hash = Hash(key);
        bool known = false;
        foreach (byte[] each in hashes)
        {
            known |= CryptographicOperations.FixedTimeEquals(each, hash);
        }
        return known;
    }

    /// <summary>Lets the browser that sent the request in until the server ends.</summary>
    public void Admit(HttpResponse response) => response.Cookies.Append(Cookie, pass, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = response.HttpContext.Request.IsHttps });

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
