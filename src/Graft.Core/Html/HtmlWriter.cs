using System.Globalization;
using System.Text;

namespace Graft.Html;

/// <summary>Writes the elements of a page. Whatever is text or an attribute's value is escaped, every element is closed, and no address outside the page can get in: what a class or a file is called cannot become markup.</summary>
/// <remarks>The output is well-formed XML as well as HTML, so that a reader of either can check it.</remarks>
public sealed class HtmlWriter
{
    private static readonly HashSet<string> Void = new(StringComparer.Ordinal) { "br", "col", "hr", "img", "meta", "wbr" };

    private readonly StringBuilder text = new();
    private readonly Stack<string> open = [];

    /// <summary>Opens an element; disposing of the result closes it.</summary>
    /// <param name="tag">A name that the program chose, never one from outside.</param>
    /// <param name="attributes">Names that the program chose, and values from anywhere; one of null is left out.</param>
    /// <exception cref="ArgumentException">A name is no name, or an address leads out of the page.</exception>
    public Scope Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        text.Append('>');
        open.Push(tag);
        return new(this, open.Count);
    }

    /// <summary>An element that holds text, or none.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Open"/>.</exception>
    public HtmlWriter Element(string tag, string content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        if (Void.Contains(tag))
        {
            text.Append("/>");
            return this;
        }
        text.Append('>');
        Text(content);
        text.Append(CultureInfo.InvariantCulture, $"</{tag}>");
        return this;
    }

    /// <summary>A paragraph.</summary>
    public HtmlWriter Paragraph(string content, string? kind = null) => Element("p", content, ("class", kind)).Line();

    /// <summary>Text.</summary>
    public HtmlWriter Text(string content)
    {
        Escape(content, text);
        return this;
    }

    /// <summary>A line break of the file, which nobody sees.</summary>
    public HtmlWriter Line()
    {
        text.Append('\n');
        return this;
    }

    /// <summary>A picture within the page.</summary>
    /// <param name="encoded">The bytes of a JPEG or PNG file.</param>
    /// <param name="shows">What it shows, for those who cannot see it, and under the pointer.</param>
    /// <param name="side">Its width and height on the page, in pixels.</param>
    public HtmlWriter Picture(ReadOnlySpan<byte> encoded, string shows, int side, string? kind = null)
    {
        string type = encoded is [0x89, (byte)'P', ..] ? "png" : "jpeg", size = side.ToString(CultureInfo.InvariantCulture);
        return Element("img", "", ("src", $"data:image/{type};base64,{Convert.ToBase64String(encoded)}"), ("alt", shows), ("title", shows), ("width", size), ("height", size), ("class", kind));
    }

    /// <summary>Markup that another part of the program made, such as a chart; it is not looked at.</summary>
    public HtmlWriter Markup(string trusted)
    {
        text.Append(trusted);
        return this;
    }

    /// <exception cref="InvalidOperationException">An element is still open.</exception>
    public override string ToString() => open.Count == 0 ? text.ToString() : throw new InvalidOperationException($"<{open.Peek()}> is still open");

    /// <summary>Text as it may stand between tags and within double quotes; characters that XML forbids become U+FFFD.</summary>
    public static string Escape(string content)
    {
        StringBuilder into = new(content.Length);
        Escape(content, into);
        return into.ToString();
    }

    private void Start(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        CheckName(tag);
        text.Append('<').Append(tag);
        foreach ((string name, string? value) in attributes)
        {
            if (value is null)
            {
                continue;
            }
            CheckName(name);
            if (name is "src" or "href" or "action" or "srcset" && !value.StartsWith('#') && !value.StartsWith("data:image/", StringComparison.Ordinal))
            {
                throw new ArgumentException($"{name}=\"{value}\" leads out of the page", nameof(attributes));
            }
            text.Append(' ').Append(name).Append("=\"");
            Escape(value, text);
            text.Append('"');
        }
    }

    private void Close(int depth)
    {
        if (open.Count != depth)
        {
            throw new InvalidOperationException($"<{open.Peek()}> is closed out of turn");
        }
        text.Append(CultureInfo.InvariantCulture, $"</{open.Pop()}>\n");
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") || name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name == "style")
        {
            throw new ArgumentException($"'{name}' may not stand in a page: it is no name, or makes a value into program or style", nameof(name));
        }
    }

    private static void Escape(ReadOnlySpan<char> content, StringBuilder into)
    {
        for (int at = 0; at < content.Length; at++)
        {
            char each = content[at];
            bool pair = char.IsHighSurrogate(each) && at + 1 < content.Length && char.IsLowSurrogate(content[at + 1]);
            _ = each switch
            {
                '&' => into.Append("&amp;"),
                '<' => into.Append("&lt;"),
                '>' => into.Append("&gt;"),
                '"' => into.Append("&quot;"),
                '\'' => into.Append("&#39;"),
                '\t' or '\n' or '\r' => into.Append(each),
                < ' ' or '\uFFFE' or '\uFFFF' => into.Append('\uFFFD'),
                _ when pair => into.Append(each).Append(content[++at]),
                _ when char.IsSurrogate(each) => into.Append('\uFFFD'),
                _ => into.Append(each),
            };
        }
    }

    /// <summary>An element that is open until this is disposed of.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly HtmlWriter writer;
        private readonly int depth;

        internal Scope(HtmlWriter writer, int depth) => (this.writer, this.depth) = (writer, depth);

        public void Dispose() => writer.Close(depth);
    }
}
