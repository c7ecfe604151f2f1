using System.Globalization;
using Graft.Html;
using Graft.Runs;

namespace Graft.Inference.Reports;

/// <summary>What to do next, as the figures suggest it.</summary>
internal static class NextSection
{
    /// <summary>A mistake of which the model was at least this sure suggests a wrong label.</summary>
    private const double Sure = 0.9;

    public static void Write(HtmlWriter html, ReportFacts facts)
    {
        string[] advice = [.. Advice(facts)];
        if (advice.Length == 0)
        {
            return;
        }
        html.Element("h2", "What to do next", ("id", "next")).Line();
        using (html.Open("ul"))
        {
            foreach (string each in advice)
            {
                html.Element("li", each);
            }
        }
    }

    public static IEnumerable<string> Advice(ReportFacts facts)
    {
        if (facts.Measured is { } measured)
        {
            foreach (string each in OfPictures(facts, measured))
            {
                yield return each;
            }
        }
        Evaluated[] evaluated = [.. facts.Log.OfType<Evaluated>()];
        if (evaluated.Length >= 3 && evaluated[^1].Loss < evaluated[..^1].Min(each => each.Loss) - 0.02)
        {
            yield return "The validation loss was still falling at the end: train longer (--epochs).";
        }
        double? training = facts.Log.OfType<StepDone>().LastOrDefault()?.Accuracy ?? facts.Head?.Accuracy;
        if (training is { } fitted && facts.Kept is { } kept && fitted - kept.Top1 > 0.15 && kept.High < fitted)
        {
            yield return $"The training pictures are named right far more often than the validation pictures ({Amounts.Percent(fitted)} and {Amounts.Percent(kept.Top1)}): more pictures of each class help most; stronger augmentation or a larger pretrained network may.";
        }
    }

    private static IEnumerable<string> OfPictures(ReportFacts facts, MeasuredSplit measured)
    {
        ClassificationReport report = measured.Report;
        string[] weak = [.. report.Classes.Where(measure => measure.Count > 0 && measure.Recall.High < report.Top1.Value).OrderBy(measure => measure.Recall.Value).Take(5).Select(measure => $"{measure.Label} ({Amounts.Percent(measure.Recall.Value)})")];
        if (weak.Length > 0)
        {
            yield return $"Worse than the rest, by more than chance: {string.Join(", ", weak)}. Collect more pictures of these, and look at what they are taken for below.";
        }
        int sure = measured.Mistakes.TakeWhile(picture => measured.Confidence(picture) >= Sure).Count();
        if (sure > 0)
        {
            yield return $"{sure} {(sure == 1 ? "mistake was" : "mistakes were")} made with a confidence of {Amounts.Percent(Sure)} or more: look whether the labels are right. 'graft check {facts.Run.Info.Data ?? "DATA"}' finds suspicious labels among all pictures.";
        }
        (ClassMeasure Actual, ClassMeasure Predicted, int Count) worst = report.Confusions().FirstOrDefault();
        if (worst.Actual is not null && worst.Count >= 3 && worst.Count >= 0.1 * worst.Actual.Count)
        {
            yield return $"'{worst.Actual.Label}' is taken for '{worst.Predicted.Label}' most often ({worst.Count} of {worst.Actual.Count}): if people cannot tell them apart from a photo either, make them one class.";
        }
        double half = 100 * (report.Top1.High - report.Top1.Low) / 2;
        if (half > 2.5)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{report.Count} {measured.Name} pictures tell the accuracy to ± {half:0.0} points: smaller differences between runs mean nothing by themselves. 'graft compare' tells what can be told.");
        }
        if (measured.Calibration.Error.Value > 0.05)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The probabilities are off by {measured.Calibration.Error.Value:0.000} on average: do not use them as thresholds as they are.");
        }
        if (measured.Split == Imaging.Split.Validation)
        {
            yield return "These are the validation pictures, by which the state to keep was chosen, so the accuracy is a little flattering. Give the data set test pictures for an honest one.";
        }
    }
}
