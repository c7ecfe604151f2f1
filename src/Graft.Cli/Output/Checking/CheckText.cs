using System.Globalization;
using Graft.Imaging;

namespace Graft.Cli.Output;

/// <summary>What was found in a data set, for a person at a terminal: by severity and kind, with counts, a few examples, and what to do.</summary>
internal static class CheckText
{
    private const int Shown = 3;

    public static void Write(DatasetFindings found, TimeSpan taken, TextWriter to)
    {
        to.WriteLine($"{found.Path}: {found.Layout}");
        string[] splits = [.. Enum.GetValues<Split>().Where(split => found.Total(split) > 0).Select(split => $"{Number(found.Total(split))} {split.ToString().ToLowerInvariant()}")];
        to.WriteLine($"{Number(found.Classes.Count)} classes, {Number(found.Pictures.Count)} pictures ({string.Join(", ", splits)}), looked through in {Amounts.Duration(taken)}");
        foreach (IGrouping<Severity, Finding> severity in found.Findings.GroupBy(finding => finding.Severity))
        {
            to.WriteLine();
            to.WriteLine(Count(severity.Count(), Word(severity.Key)));
            foreach (IGrouping<FindingKind, Finding> kind in severity.GroupBy(finding => finding.Kind))
            {
                FindingText text = FindingText.Of(kind.Key);
                to.WriteLine($"  {text.Word}  {Number(kind.Count())}  {text.Title}");
                foreach (Finding finding in kind.Take(Shown))
                {
                    to.WriteLine($"    {Line(finding)}");
                }
                if (kind.Count() > Shown)
                {
                    to.WriteLine($"    … and {Number(kind.Count() - Shown)} more");
                }
                if (text.Remedy.Length > 0)
                {
                    to.WriteLine($"    → {text.Remedy}");
                }
            }
        }
        to.WriteLine();
        to.WriteLine(found.Findings.Count == 0 ? "nothing found" : string.Join(", ", new[] { Severity.Error, Severity.Warning, Severity.Note }.Select(severity => Count(found.Findings.Count(finding => finding.Severity == severity), Word(severity)))));
    }

    /// <summary>One finding in a line.</summary>
    public static string Line(Finding finding)
    {
        string subject = string.Join("  ", new[] { finding.File ?? finding.Place, finding.Other is { } other && other != finding.File ? $"= {other}" : "" }.Where(part => part.Length > 0));
        return subject.Length == 0 ? finding.Detail : $"{subject}  ({finding.Detail})";
    }

    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string Count(int count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
