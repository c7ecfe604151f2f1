using Microsoft.AspNetCore.Http;

namespace Graft.Web;

/// <summary>Headers that tell a browser what the answers of this server may do: no guessing of types, no tracing, nothing kept; and for the page nothing from elsewhere and nothing inline.</summary>
internal static class PageHeaders
{
    /// <summary>Of the page: scripts, styles and data from this server alone; pictures also from what the user chose and from heat maps.</summary>
    public const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
