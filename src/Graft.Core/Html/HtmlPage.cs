using System.Security.Cryptography;
using System.Text;

namespace Graft.Html;

/// <summary>A page in one file: style, pictures and the little script that sorts its tables are within, and the browser is told to fetch nothing from anywhere.</summary>
/// <remarks>
/// It is light or dark as the reader's system is, fits a phone, prints, and works without JavaScript. Its content security policy admits its own style and script by their hashes and nothing else,
/// so even markup that slipped in could neither run nor call out. <c>page.css</c> names the classes that a page may use.
/// </remarks>
public static class HtmlPage
{
    private static readonly string Style = Resource("page.css"), Script = Resource("page.js");

    /// <summary>Makes a page.</summary>
    /// <param name="title">As the browser's tab and the first heading say it.</param>
    /// <param name="body">Writes what stands below the heading.</param>
    /// <returns>The text of the file.</returns>
    public static string Write(string title, Action<HtmlWriter> body)
    {
        HtmlWriter html = new();
        using (html.Open("main"))
        {
            html.Element("h1", title).Line();
            body(html);
        }
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; base-uri 'none'; form-action 'none'"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="referrer" content="no-referrer"/>
            <title>{HtmlWriter.Escape(title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            {html}<script>{Script}</script>
            </body>
            </html>

            """;
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!);
        // A checkout with other line ends must not change the page.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
