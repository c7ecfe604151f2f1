using System.Text;
using Graft.Inference.Exporting;

namespace Graft.Inference.Cards;

/// <summary>How an exported file compares with the model it was made from.</summary>
internal static class ParitySection
{
    public static void Write(StringBuilder text, ParityReport? report)
    {
        if (report is null)
        {
            return;
        }
        text.Append("## Compared with the model it was made from\n\n");
        text.Table(["", "the model", "the file"], report.Rows().Select(row => new[] { row.What, row.Model, row.File }));
        // Where nothing was compared the reason may name a path; all else is Graft's own words.
        text.AppendJoin(' ', report.Outcomes is null ? report.Sentences().Select(Markdown.Plain) : report.Sentences()).Append("\n\n");
        text.Append($"Speed is that of the network alone, without decoding, on {PhysicalCores.Count} cores of the machine that wrote this: medians, both in turn.\n\n");
    }
}
