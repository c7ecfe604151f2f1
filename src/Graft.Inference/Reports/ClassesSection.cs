using System.Globalization;
using Graft.Html;

namespace Graft.Inference.Reports;

/// <summary>How well each class is recognised, the worst first.</summary>
internal static class ClassesSection
{
    public static void Write(HtmlWriter html, MeasuredSplit measured)
    {
        html.Element("h2", "Each class", ("id", "classes")).Line();
        html.Paragraph($"The worst first. The line over a bar is the 95 % interval of the accuracy: with few pictures it is wide, and two classes whose lines overlap cannot be told apart.");
        ClassificationReport report = measured.Report;
        html.SortableTable(["class", ">pictures", ">accuracy (95 % interval)", ">precision", ">F1", "most often taken for"], () =>
        {
            foreach ((int label, ClassMeasure measure) in report.Classes.Index().Where(each => each.Item.Count > 0).OrderBy(each => each.Item.Recall.Value).ThenBy(each => each.Item.F1))
            {
                using (html.Open("tr"))
                {
                    html.Element("th", measure.Label, ("scope", "row")).NumberCell(measure.Count.ToString(CultureInfo.InvariantCulture), measure.Count);
                    using (html.Open("td", ("class", "number"), ("data-value", measure.Recall.Value.ToString("R", CultureInfo.InvariantCulture))))
                    {
                        html.Bar(measure.Recall.Value, measure.Recall.Low, measure.Recall.High).Text($"{measure.Recall}");
                    }
                    html.NumberCell(Amounts.Percent(measure.Precision.Value), measure.Precision.Value).NumberCell(Amounts.Percent(measure.F1), measure.F1);
                    html.Cell(Confused(report, label));
                }
            }
        });
        string[] unseen = [.. report.Classes.Where(measure => measure.Count == 0).Select(measure => measure.Label)];
        if (unseen.Length > 0)
        {
            html.Paragraph($"Without a {measured.Name} picture, and so not measured: {string.Join(", ", unseen.Take(20))}{(unseen.Length > 20 ? $" and {unseen.Length - 20} more" : "")}.", "soft small");
        }
    }

    private static string Confused(ClassificationReport report, int label)
    {
        int most = Enumerable.Range(0, report.Classes.Count).Where(other => other != label).DefaultIfEmpty(label).MaxBy(other => report.Confusion[label, other]);
        return most == label || report.Confusion[label, most] == 0 ? "" : $"{report.Classes[most].Label} ({report.Confusion[label, most]})";
    }
}
