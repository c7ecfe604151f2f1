using System.Text;

namespace Graft.Inference.Cards;

/// <summary>Text from outside as a card may show it.</summary>
internal static class Markdown
{
    /// <summary>A name in running text or a table cell: nothing in it is taken for Markdown or HTML, nor breaks a line.</summary>
    public static string Plain(string text)
    {
        StringBuilder plain = new();
        foreach (char unit in text)
        {
            plain.Append(unit switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                < ' ' => " ",
                _ when "\\`*_{}[]()#+!|~$".Contains(unit) => $"\\{unit}",
                _ => unit.ToString(),
            });
        }
        return plain.ToString();
    }

    /// <summary>Code within a line.</summary>
    public static string Code(string text) => $"`{text.ReplaceLineEndings(" ").Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal)}`";

    public static StringBuilder Table(this StringBuilder text, string[] titles, IEnumerable<string[]> rows)
    {
        text.Append($"| {string.Join(" | ", titles)} |\n|{string.Concat(titles.Select(_ => "---|"))}\n");
        foreach (string[] row in rows)
        {
            text.Append($"| {string.Join(" | ", row)} |\n");
        }
        return text.Append('\n');
    }
}
