using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Graft.Html;

namespace Graft.Core.Tests.Html;

public sealed class HtmlPageTests
{
    private const string Hostile = "<script>alert('x')</script>\" onload=\"alert(1) & ]]> \u0001\uD800";

    [Fact]
    public void What_comes_from_outside_stays_text()
    {
        string page = HtmlPage.Write(Hostile, html =>
        {
            using (html.Open("p", ("title", Hostile)))
            {
                html.Text(Hostile);
            }
            html.Picture([0x89, (byte)'P', 1, 2], Hostile, 32);
        });
        XElement root = Parse(page);
        const string Shown = "<script>alert('x')</script>\" onload=\"alert(1) & ]]> \uFFFD\uFFFD";
        Assert.Equal(Shown, root.Element("head")!.Element("title")!.Value);
        XElement main = root.Element("body")!.Element("main")!;
        Assert.Equal(Shown, main.Element("h1")!.Value);
        Assert.Equal([Shown, Shown], main.Element("p")!.Attributes("title").Select(each => each.Value).Append(main.Element("p")!.Value));
        Assert.Equal(Shown, main.Element("img")!.Attribute("alt")!.Value);
        Assert.Single(root.Descendants("script"));
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), each => each.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_pages_own_style_and_script_are_admitted_and_nothing_from_elsewhere()
    {
        string page = HtmlPage.Write("a page", html => html.Paragraph("text"));
        XElement root = Parse(page);
        string policy = root.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        string Admitted(string element) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(root.Descendants(element).Single().Value)))}'";
        Assert.Equal($"default-src 'none'; img-src data:; style-src {Admitted("style")}; script-src {Admitted("script")}; base-uri 'none'; form-action 'none'", policy);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', page);
    }

    [Theory]
    [InlineData("a", "href", "https://example.org")]
    [InlineData("img", "src", "//example.org/a.png")]
    [InlineData("a", "href", "javascript:alert(1)")]
    [InlineData("img", "src", "data:text/html,x")]
    [InlineData("p", "onclick", "alert(1)")]
    [InlineData("p", "style", "color: red")]
    [InlineData("p", "a b", "c")]
    [InlineData("p><script", "class", "c")]
    public void A_page_leads_nowhere_and_values_cannot_become_programs(string tag, string attribute, string value) =>
        Assert.Throws<ArgumentException>(() => new HtmlWriter().Element(tag, "", (attribute, value)));

    [Fact]
    public void Elements_are_closed_in_their_order()
    {
        HtmlWriter html = new();
        HtmlWriter.Scope outer = html.Open("div");
        Assert.Throws<InvalidOperationException>(() => html.ToString());
        using (html.Open("p"))
        {
            Assert.Throws<InvalidOperationException>(outer.Dispose);
        }
        outer.Dispose();
        Assert.Equal("<div><p></p>\n</div>\n", html.ToString());
    }

    [Fact]
    public void Characters_beyond_the_first_plane_pass() => Assert.Equal("🍜 naïve", HtmlWriter.Escape("🍜 naïve"));

    private static XElement Parse(string page)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }
}
