using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Graft.Web;

/// <summary>The page and its parts, from the program itself.</summary>
internal static class PageFiles
{
    private const string Folder = "page/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    /// <summary>Names of all files of the page, as <c>index.html</c>.</summary>
    public static IEnumerable<string> Names => Source.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => name[Folder.Length..]);

    private static Assembly Source => typeof(PageFiles).Assembly;

    public static void Map(WebApplication app)
    {
        foreach (string name in Names)
        {
            byte[] content = Read(name);
            string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"", type = Types[Path.GetExtension(name)];
            // Documents lie at the root, so that what they name is found under a prefix of a proxy too.
            string address = name == "index.html" ? "/" : name.StartsWith("openapi", StringComparison.Ordinal) || name.EndsWith(".html", StringComparison.Ordinal) ? $"/{name}" : $"/page/{name}";
            app.MapMethods(address, ["GET", "HEAD"], (HttpContext context, CancellationToken _) => Answer(context.Response, content, tag, type));
        }
    }

    public static byte[] Read(string name)
    {
        using Stream stream = Source.GetManifestResourceStream(Folder + name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static IResult Answer(HttpResponse response, byte[] content, string tag, string type)
    {
        response.Headers.ContentSecurityPolicy = PageHeaders.Policy;
        response.Headers.CacheControl = "no-cache"; // A new version of the server has a new tag.
        return TypedResults.Bytes(content, type, entityTag: EntityTagHeaderValue.Parse(tag));
    }
}
