using System.Globalization;
using Graft.Html;
using Graft.Runs;

namespace Graft.Inference.Reports;

/// <summary>What one wants to know first: how good the model is, and what it took.</summary>
internal static class SummarySection
{
    public static void Write(HtmlWriter html, ReportFacts facts)
    {
        RunInfo info = facts.Run.Info;
        html.Paragraph(Sentence(facts), "lead");
        using (html.Open("div", ("class", "cards")))
        {
            if (facts.Measured is { } measured)
            {
                html.Card(Amounts.Percent(measured.Report.Top1.Value), $"top-1 on {measured.Report.Count} {measured.Name} pictures; 95 % interval {Interval(measured.Report.Top1)}");
                if (measured.Report.Classes.Count > 5)
                {
                    html.Card(Amounts.Percent(measured.Report.Top5.Value), $"top-5; 95 % interval {Interval(measured.Report.Top5)}");
                }
                html.Card(Amounts.Percent(measured.Report.MacroF1), "macro F1, every class counting the same");
                html.Card(measured.Calibration.Error.Value.ToString("0.000", CultureInfo.InvariantCulture), "expected calibration error, 15 bins; 0 is best");
            }
            else if (facts.Kept is { } kept)
            {
                html.Card(Amounts.Percent(kept.Top1), $"top-1 on {kept.Count} validation pictures; 95 % interval {Interval(new(kept.Top1, kept.Low, kept.High))}");
            }
            if (facts.Seconds is { } seconds)
            {
                html.Card(Amounts.Duration(TimeSpan.FromSeconds(seconds)), "training, all told");
            }
            if (File.Exists(facts.Run.ModelPath))
            {
                html.Card(Amounts.Bytes(new FileInfo(facts.Run.ModelPath).Length), "model.onnx");
            }
        }
        if (facts.Missing is { } missing)
        {
            html.Paragraph(missing, "warn");
        }
        string state = info.State == RunState.Finished ? "" : $" The run is {info.State.ToString().ToLowerInvariant()}, at step {info.Step}.";
        html.Paragraph($"Begun {info.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC, reported {DateTimeOffset.UtcNow.UtcDateTime:yyyy-MM-dd HH:mm} UTC.{state}", "soft small");
    }

    private static string Sentence(ReportFacts facts)
    {
        string network = facts.Started?.Model ?? facts.Recipe.Model.Name ?? "The network";
        string told = facts.Started is { } started ? $", trained to tell {started.Classes} classes apart from {started.TrainingImages} pictures" : "";
        return facts.Measured is { } measured
            ? $"{network}{told}, names {Of(measured.Report)} {measured.Name} pictures right."
            : $"{network}{told}.";
    }

    private static string Of(ClassificationReport report) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(report.Top1.Value * report.Count)} of {report.Count}");

    public static string Interval(Proportion share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share.Low:0.0} to {100 * share.High:0.0} %");
}
