using System.Globalization;
using Graft.Charts;
using Graft.Html;
using Graft.Runs;

namespace Graft.Inference.Reports;

/// <summary>How the run went: loss, accuracy and learning rate over its epochs.</summary>
internal static class CurvesSection
{
    private const int MostPoints = 80;

    public static void Write(HtmlWriter html, ReportFacts facts)
    {
        html.Element("h2", "How training went", ("id", "curves")).Line();
        if (facts.Head is { } head)
        {
            html.Paragraph(string.Create(CultureInfo.InvariantCulture, $"The new head was brought to convergence first, on the features that the unchanged network makes of {head.Images} pictures: {head.Iterations} passes of the solver in {Amounts.Duration(TimeSpan.FromSeconds(head.Seconds))}, training loss {head.Loss:0.000} nats, {Amounts.Percent(head.Accuracy)} of the training pictures named right."));
        }
        StepDone[] steps = [.. EvaluationCurve.Later(facts.Log.OfType<StepDone>())];
        Evaluated[] evaluated = [.. EvaluationCurve.Of(facts.Log)];
        if (steps.Length == 0)
        {
            html.Paragraph(facts.Head is null ? "No step was logged." : "No other weight was trained, so there are no curves.", "soft");
            return;
        }
        using (html.Open("div", ("class", "charts")))
        {
            Series[] top1 =
            [
                EvaluationCurve.Top1("validation", evaluated, each => each.Epoch),
                .. facts.Beside is { } other ? (Series[])[EvaluationCurve.Top1($"validation, {other.Name}", EvaluationCurve.Of(other.Log), each => each.Epoch)] : [],
                new("training, as varied", Thinned(steps.Where(step => step.Accuracy is not null), step => 100 * step.Accuracy!.Value)),
            ];
            html.Markup(Chart("Top-1", "%", [.. top1.Where(series => series.Points.Count > 0)], facts.Kept));
            Series[] loss = [new("validation", [.. evaluated.Select(each => new ChartPoint(each.Epoch, each.Loss))]), new("training, as varied", Thinned(steps, step => step.Loss))];
            html.Markup(Chart("Loss", "nats", [.. loss.Where(series => series.Points.Count > 0)], facts.Kept));
            html.Markup(Chart("Learning rate", "rate", [new("rate", Thinned(steps, step => step.Rate))], null));
        }
        html.Paragraph(Explanation(facts), "soft small");
    }

    /// <summary>Means over equal stretches, where there are more points than a chart can show.</summary>
    private static ChartPoint[] Thinned(IEnumerable<StepDone> steps, Func<StepDone, double> value)
    {
        StepDone[] all = [.. steps];
        int each = Math.Max(1, (all.Length + MostPoints - 1) / MostPoints);
        return [.. all.Chunk(each).Select(stretch => new ChartPoint(stretch.Average(step => step.Epoch), stretch.Average(value)))];
    }

    private static string Chart(string title, string unit, Series[] series, Evaluated? kept) =>
        new LineChart { Title = series is [{ Name: var name }] && name != "rate" ? $"{title}, {name}" : title, XTitle = "epoch", YTitle = unit, Series = series, Marks = kept is null || series.Length == 0 ? [] : [(kept.Epoch, "kept")], Width = 480, Height = 320 }.ToSvg(within: true);

    private static string Explanation(ReportFacts facts) => "Training is measured on pictures varied at random, while the weights change"
        + (facts.Recipe.Training.LabelSmoothing > 0 ? string.Create(CultureInfo.InvariantCulture, $", and its loss counts a label smoothing of {facts.Recipe.Training.LabelSmoothing}") : "")
        + "; so it may look worse than validation. Vertical lines are 95 % intervals; the rate is that of the layers nearest the output.";
}
