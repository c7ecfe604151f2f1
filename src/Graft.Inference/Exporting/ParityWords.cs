using System.Globalization;
using Graft.Inference.Comparison;

namespace Graft.Inference.Exporting;

/// <summary>What a comparison of an exported file with its model found, in words: the same in the terminal and in the model card.</summary>
public static class ParityWords
{
    extension(ParityReport report)
    {
        /// <summary>What was measured of both, row by row.</summary>
        public IEnumerable<(string What, string Model, string File)> Rows()
        {
            if (report.Outcomes is { } outcomes)
            {
                yield return ("top-1", $"{outcomes.OriginalTop1}", $"{outcomes.ExportedTop1}");
                yield return ("mean loss", Number(outcomes.Loss.Original, "0.0000"), Number(outcomes.Loss.Exported, "0.0000"));
            }
            yield return ("size", Amounts.Bytes(report.Bytes.Original), Amounts.Bytes(report.Bytes.Exported));
            foreach (ExportSpeed speed in report.Speeds)
            {
                yield return ($"pictures a second, {(speed.Batch == 1 ? "one" : $"{speed.Batch}")} at a time", Number(speed.Original, "0"), $"{Number(speed.Exported, "0")} ({Number(speed.Factor, "0.00")} ×)");
            }
        }

        /// <summary>How often both agree and what that is worth, or why it is not known: one sentence each.</summary>
        public IEnumerable<string> Sentences()
        {
            if (report.Outcomes is not { } outcomes)
            {
                yield return $"Accuracy was not compared: {report.Missing ?? "there were no pictures."}";
                yield break;
            }
            (double difference, double low, double high) = outcomes.Change;
            yield return $"On {outcomes.Pictures} {(outcomes.Split == "val" ? "validation" : outcomes.Split)} pictures both give {outcomes.Agreement} the same name.";
            yield return $"Top-1 changes by {ComparisonWords.Points(difference)} percentage points (95 % interval {ComparisonWords.Points(low)} to {ComparisonWords.Points(high)}, paired; McNemar's p = {Number(outcomes.Chance, "0.###")}).";
            yield return $"The largest difference of a probability is {Number(outcomes.LargestProbability, "0.#####")}{(outcomes.LargestLogit is { } logit ? $", of a logit {Number(logit, "0.#####")}" : "")}.";
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
