using System.Net;

namespace Graft.Web;

/// <summary>Where the server listens.</summary>
internal sealed class ListenAddresses
{
    private readonly List<(IPAddress[] Addresses, int Port)> places = [];

    /// <exception cref="ServerException">An address cannot be listened at, or is open to others without a key.</exception>
    public ListenAddresses(ServerOptions options)
    {
        foreach (string url in options.Urls.SelectMany(urls => urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            // As ASP.NET writes "every address".
            string plain = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(plain, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
            {
                throw new ServerException($"'{url}' is no address to listen at; one is written as http://127.0.0.1:8080 or http://0.0.0.0:8080. TLS is for a proxy in front, and so are paths.");
            }
            places.Add((AddressesOf(uri.Host, url), uri.Port));
        }
        if (places.Count == 0)
        {
            throw new ServerException("there is no address to listen at. Give one: http://127.0.0.1:8080");
        }
        AreLoopback = places.TrueForAll(place => Array.TrueForAll(place.Addresses, IPAddress.IsLoopback));
        if (!AreLoopback && options.ApiKeys.Count == 0 && !options.Open)
        {
            throw new ServerException($"{string.Join(" ", options.Urls)} can be reached from other machines, and no key is asked for. Ask for one with --api-key or GRAFT_API_KEY; or, where something in front guards the server, say --no-api-key.");
        }
    }

    /// <summary>Whether only this machine can reach the server.</summary>
    public bool AreLoopback { get; }

    /// <summary>Addresses and ports, one after another. The first address of each place must be had, the others may be missing, as IPv6 is on some machines.</summary>
    public IReadOnlyList<(IPAddress[] Addresses, int Port)> Places => places;

    private static IPAddress[] AddressesOf(string host, string url)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }
        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) ? [address]
            : throw new ServerException($"'{url}': name an address of this machine by its numbers, 0.0.0.0 for all, or localhost.");
    }
}
