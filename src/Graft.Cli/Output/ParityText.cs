using System.Globalization;
using Graft.Inference.Comparison;
using Graft.Inference.Exporting;

namespace Graft.Cli.Output;

/// <summary>How an exported file compares with its model, as a person reads it.</summary>
internal static class ParityText
{
    public static void Write(ParityReport report, TextWriter to)
    {
        TextTable table = new("", ">the model", ">the file");
        if (report.Outcomes is { } outcomes)
        {
            table.Add("top-1", $"{outcomes.OriginalTop1}", $"{outcomes.ExportedTop1}");
            table.Add("loss", Number(outcomes.Loss.Original, "0.0000"), Number(outcomes.Loss.Exported, "0.0000"));
        }
        table.Add("size", Amounts.Bytes(report.Bytes.Original), Amounts.Bytes(report.Bytes.Exported));
        foreach (ExportSpeed speed in report.Speeds)
        {
            table.Add(speed.Batch == 1 ? "pictures a second, one at a time" : $"pictures a second, {speed.Batch} at a time", Number(speed.Original, "0"), $"{Number(speed.Exported, "0")} ({Number(speed.Factor, "0.00")} ×)");
        }
        table.Write(to);
        if (report.Outcomes is { } measured)
        {
            to.WriteLine($"On {measured.Pictures} {measured.Split} pictures both give {measured.Agreement} the same name; top-1 changes by {ComparisonWords.Points(measured.Change.Difference)} "
                + $"({ComparisonWords.Points(measured.Change.Low)} to {ComparisonWords.Points(measured.Change.High)}) percentage points, p = {Number(measured.Chance, "0.###")}.");
            to.WriteLine($"The largest difference of a probability is {Number(measured.LargestProbability, "0.#####")}{(measured.LargestLogit is { } logit ? $", of a logit {Number(logit, "0.#####")}" : "")}.");
        }
        else if (report.Missing is { } missing)
        {
            to.WriteLine($"Accuracy was not compared: {missing}");
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
