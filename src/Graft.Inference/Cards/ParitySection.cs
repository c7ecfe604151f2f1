using System.Globalization;
using System.Text;
using Graft.Inference.Comparison;
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
        List<string[]> rows = [];
        if (report.Outcomes is { } outcomes)
        {
            rows.Add(["top-1", $"{outcomes.OriginalTop1}", $"{outcomes.ExportedTop1}"]);
            rows.Add(["mean loss", Number(outcomes.Loss.Original, "0.0000"), Number(outcomes.Loss.Exported, "0.0000")]);
        }
        rows.Add(["size", Amounts.Bytes(report.Bytes.Original), Amounts.Bytes(report.Bytes.Exported)]);
        rows.AddRange(report.Speeds.Select(speed => new[] { $"pictures a second, {speed.Batch} at once", Number(speed.Original, "0"), $"{Number(speed.Exported, "0")} ({Number(speed.Factor, "0.00")} times)" }));
        text.Table(["", "the model", "this file"], rows);
        if (report.Outcomes is { } same)
        {
            text.Append($"On {same.Pictures} {same.Split} pictures both give {same.Agreement} the same name. Top-1 changes by {ComparisonWords.Points(same.Change.Difference)} percentage points, 95 % interval {ComparisonWords.Points(same.Change.Low)} to {ComparisonWords.Points(same.Change.High)} "
                + $"(paired; McNemar's p = {Number(same.Chance, "0.###")}). The largest difference of a probability is {Number(same.LargestProbability, "0.#####")}{(same.LargestLogit is { } logit ? $", of a logit {Number(logit, "0.#####")}" : "")}.\n\n");
        }
        else
        {
            text.Append($"Accuracy was not compared: {Markdown.Plain(report.Missing ?? "there were no pictures.")}\n\n");
        }
        text.Append($"Speed is that of the network alone, without decoding, on {PhysicalCores.Count} cores of the machine that wrote this: medians, both in turn.\n\n");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
