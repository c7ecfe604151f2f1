using System.Globalization;
using Graft.Html;

namespace Graft.Inference.Comparison;

/// <summary>A comparison as a page.</summary>
public static class ComparisonPage
{
    private const int MostClasses = 200;

    /// <summary>The text of the page.</summary>
    /// <param name="models">What was compared, in the comparison's order.</param>
    public static string Write(RunComparison comparison, IReadOnlyList<ComparedModel> models) => HtmlPage.Write("Comparison of runs", html =>
    {
        html.Paragraph(comparison.Verdict(), "lead");
        string passed = comparison.Common.PassedOver > 0 ? $" {comparison.Common.PassedOver} pictures that not all of them named are passed over." : "";
        html.Paragraph($"On {comparison.Common.Count} {models[0].Outcomes.Origin.Split} pictures, the same for all.{passed}", "soft");
        WriteModels(html, comparison, models);
        WritePairs(html, comparison);
        foreach (PairedComparison pair in comparison.Pairs)
        {
            WriteClasses(html, comparison, pair);
        }
        html.Paragraph("What is compared are these models. Whether one recipe is better than another is seen from several seeds of each.", "soft small");
    });

    private static void WriteModels(HtmlWriter html, RunComparison comparison, IReadOnlyList<ComparedModel> models)
    {
        html.Element("h2", "Accuracy and cost").Line();
        html.SortableTable(["run", "network and recipe", ">top-1 (95 % interval)", ">top-5", ">loss", ">training", ">model", ">pictures/s"], () =>
        {
            foreach ((int run, ComparedModel model) in models.Index())
            {
                ClassificationReport report = comparison.Reports[run];
                using (html.Open("tr"))
                {
                    html.Element("th", model.Name, ("scope", "row")).Cell(model.Network ?? "");
                    using (html.Open("td", ("class", "number"), ("data-value", report.Top1.Value.ToString("R", CultureInfo.InvariantCulture))))
                    {
                        html.Bar(report.Top1.Value, report.Top1.Low, report.Top1.High).Text($"{report.Top1}");
                    }
                    html.NumberCell(Amounts.Percent(report.Top5.Value), report.Top5.Value).NumberCell(report.MeanLoss.ToString("0.000", CultureInfo.InvariantCulture), report.MeanLoss)
                        .NumberCell(model.TrainingSeconds is { } seconds ? Amounts.Duration(TimeSpan.FromSeconds(seconds)) : "", model.TrainingSeconds ?? -1)
                        .NumberCell(Amounts.Bytes(model.Bytes), model.Bytes)
                        .NumberCell(model.PicturesPerSecond is { } speed ? speed.ToString("0", CultureInfo.InvariantCulture) : "", model.PicturesPerSecond ?? -1);
                }
            }
        });
        html.Paragraph("Pictures a second are those of the machine and the moment that measured each; compare them only where both were the same.", "soft small");
    }

    private static void WritePairs(HtmlWriter html, RunComparison comparison)
    {
        html.Element("h2", "Is the difference real?").Line();
        using (html.Open("ul"))
        {
            foreach (PairedComparison pair in comparison.Pairs)
            {
                html.Element("li", comparison.Sentence(pair) + string.Create(CultureInfo.InvariantCulture, $" Mean loss {pair.Loss.Difference:+0.000;−0.000;0.000} nats (95 % interval {pair.Loss.Low:+0.000;−0.000;0.000} to {pair.Loss.High:+0.000;−0.000;0.000})."));
            }
        }
        html.Paragraph("p is the chance of such a difference between equally good models: McNemar's exact test on the pictures that only one names right"
            + (comparison.Pairs.Count > 1 ? ", after Holm's correction for all pairs" : "") + ". Intervals by a paired bootstrap.", "soft small");
    }

    private static void WriteClasses(HtmlWriter html, RunComparison comparison, PairedComparison pair)
    {
        (string first, string second) = (comparison.Names[pair.First], comparison.Names[pair.Second]);
        html.Element("h2", $"Classes: {first} → {second}").Line();
        int real = pair.Classes.Count(change => change.IsReal);
        html.Paragraph(real == 0 ? "No class gains or loses by more than chance, once it is counted how many classes there are; the table shows what was seen." : $"{real} of {pair.Classes.Count} classes change by more than chance.");
        html.SortableTable(["class", ">pictures", $">{first}", $">{second}", ">difference", ">gained", ">lost", ">p, all classes"], () =>
        {
            foreach (ClassChange change in pair.Classes.OrderByDescending(change => Math.Abs(change.Difference)).ThenBy(change => change.Adjusted).Take(MostClasses))
            {
                using (html.Open("tr"))
                {
                    html.Element("th", change.Label, ("scope", "row")).NumberCell(change.Count.ToString(CultureInfo.InvariantCulture), change.Count)
                        .NumberCell(Amounts.Percent(change.RightFirst / (double)change.Count), change.RightFirst / (double)change.Count)
                        .NumberCell(Amounts.Percent(change.RightSecond / (double)change.Count), change.RightSecond / (double)change.Count)
                        .Element("td", ComparisonWords.Points(change.Difference), ("class", change.IsReal ? change.Difference > 0 ? "number good" : "number bad" : "number"), ("data-value", change.Difference.ToString("R", CultureInfo.InvariantCulture)))
                        .NumberCell(change.OnlySecond.ToString(CultureInfo.InvariantCulture), change.OnlySecond).NumberCell(change.OnlyFirst.ToString(CultureInfo.InvariantCulture), change.OnlyFirst)
                        .NumberCell(ComparisonWords.Chance(change.Adjusted) + (change.IsReal ? " *" : ""), change.Adjusted);
                }
            }
        });
    }
}
