using System.Globalization;
using Graft.Html;
using Graft.Imaging;

namespace Graft.Cli.Output;

/// <summary>What was found in a data set, as a page with pictures: pairs side by side, the surest first.</summary>
internal static class CheckPage
{
    /// <summary>Findings of a kind that are shown; --json has all.</summary>
    private const int Shown = 60;

    public static string Write(DatasetFindings found, TimeSpan taken)
    {
        using CheckPictures pictures = new(found);
        return HtmlPage.Write($"What is wrong with {Path.GetFileName(found.Path)}", html =>
        {
            string[] splits = [.. Enum.GetValues<Split>().Where(split => found.Total(split) > 0).Select(split => $"{Number(found.Total(split))} {split.ToString().ToLowerInvariant()}")];
            html.Paragraph($"{found.Path}: {found.Layout}; {string.Join(", ", splits)}. Looked through in {Amounts.Duration(taken)}.", "soft");
            using (html.Open("div", ("class", "cards")))
            {
                html.Card(Number(found.Pictures.Count), "usable pictures");
                html.Card(Number(found.Classes.Count), "classes");
                foreach (Severity severity in new[] { Severity.Error, Severity.Warning, Severity.Note })
                {
                    html.Card(Number(found.Findings.Count(finding => finding.Severity == severity)), CheckText.Word(severity) + "s");
                }
            }
            if (found.Findings.Count == 0)
            {
                html.Paragraph("Nothing found. Train on it.", "lead good");
            }
            else
            {
                Contents(html, found);
            }
            foreach ((Severity Severity, FindingKind Kind, Finding[] Findings) in Groups(found))
            {
                Section(html, pictures, Severity, FindingText.Of(Kind), Findings);
            }
        });
    }

    private static IEnumerable<(Severity Severity, FindingKind Kind, Finding[] Findings)> Groups(DatasetFindings found) =>
        found.Findings.GroupBy(finding => (finding.Severity, finding.Kind)).Select(group => (group.Key.Severity, group.Key.Kind, group.ToArray()));

    private static void Contents(HtmlWriter html, DatasetFindings found)
    {
        html.SortableTable(["kind", ">severity", ">found"], () =>
        {
            foreach ((Severity severity, FindingKind kind, Finding[] findings) in Groups(found))
            {
                FindingText text = FindingText.Of(kind);
                using (html.Open("tr"))
                {
                    using (html.Open("td"))
                    {
                        html.Element("a", text.Title, ("href", $"#{Anchor(severity, text)}"));
                    }
                    html.NumberCell(CheckText.Word(severity), (int)severity).NumberCell(Number(findings.Length), findings.Length);
                }
            }
        });
    }

    private static void Section(HtmlWriter html, CheckPictures pictures, Severity severity, FindingText text, Finding[] findings)
    {
        html.Element("h2", $"{text.Title}: {Number(findings.Length)}", ("id", Anchor(severity, text))).Line();
        using (html.Open("p"))
        {
            html.Element("span", $"{CheckText.Word(severity)}, {text.Word}", ("class", Colour(severity))).Text(text.Remedy.Length > 0 ? $". {text.Remedy}" : ".");
        }
        Finding[] shown = [.. findings.Take(Shown)];
        Finding[] pairs = [.. shown.Where(finding => finding.Other is { } other && other != finding.File)], single = [.. shown.Except(pairs)];
        foreach (Finding pair in pairs)
        {
            html.Paragraph(pair.Detail, "small");
            using (html.Open("div", ("class", "pictures")))
            {
                pictures.Write(html, pair.File!, pair.Place);
                pictures.Write(html, pair.Other!, pictures.PlaceOf(pair.Other!));
            }
        }
        Finding[] seen = [.. single.Where(finding => finding.File is not null && CanBeShown(finding.Kind))];
        if (seen.Length > 0)
        {
            using (html.Open("div", ("class", "pictures")))
            {
                foreach (Finding finding in seen)
                {
                    pictures.Write(html, finding.File!, finding.Detail);
                }
            }
        }
        Finding[] unseen = [.. single.Except(seen)];
        if (unseen.Length > 0)
        {
            html.SortableTable(["where", "what"], () =>
            {
                foreach (Finding finding in unseen)
                {
                    using (html.Open("tr"))
                    {
                        html.Cell(finding.File ?? (finding.Place.Length > 0 ? finding.Place : "the whole")).Cell(finding.Detail);
                    }
                }
            });
        }
        if (findings.Length > shown.Length)
        {
            html.Paragraph($"… and {Number(findings.Length - shown.Length)} more; --json names all.", "soft");
        }
    }

    private static bool CanBeShown(FindingKind kind) => kind is not (FindingKind.Missing or FindingKind.Unreadable or FindingKind.Truncated or FindingKind.Unlisted or FindingKind.Listing);

    private static string Anchor(Severity severity, FindingText text) => $"{CheckText.Word(severity)}-{text.Word}";

    private static string? Colour(Severity severity) => severity switch { Severity.Error => "bad", Severity.Warning => "warn", _ => "soft" };

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
