using System.Globalization;
using Graft.Html;

namespace Graft.Inference.Reports;

/// <summary>What is taken for what, with pictures of the pairs that are confused most.</summary>
internal static class ConfusionSection
{
    private const int Pairs = 8, PicturesOfPair = 3;

    public static void Write(HtmlWriter html, MeasuredSplit measured, ReportPictures pictures)
    {
        ClassificationReport report = measured.Report;
        html.Element("h2", "What is taken for what", ("id", "confusion")).Line();
        int[] order = ConfusionTable.Choose(report);
        int occurring = report.Classes.Count(measure => measure.Count > 0);
        html.Paragraph("A row for each class shown, a column for each class named; the deeper the colour, the larger the share of the row. Blue is right, red is wrong. Classes that are confused with each other stand side by side."
            + (order.Length < occurring ? string.Create(CultureInfo.InvariantCulture, $" Of {occurring} classes those {order.Length} are shown that are confused most.") : ""));
        ConfusionTable.Write(html, report, order);
        WritePairs(html, measured, pictures);
    }

    private static void WritePairs(HtmlWriter html, MeasuredSplit measured, ReportPictures pictures)
    {
        ClassificationReport report = measured.Report;
        (int Actual, int Named)[] worst =
        [
            .. (from actual in Enumerable.Range(0, report.Classes.Count)
                from named in Enumerable.Range(0, report.Classes.Count)
                where actual != named && report.Confusion[actual, named] > 0
                orderby report.Confusion[actual, named] descending, report.Confusion[actual, named] / (double)report.Classes[actual].Count descending
                select (actual, named)).Take(Pairs),
        ];
        if (worst.Length == 0)
        {
            html.Paragraph("No picture was named wrong.", "good");
            return;
        }
        html.Element("h3", "The pairs confused most").Line();
        html.Paragraph("Left: pictures of the one that were taken for the other, the surest mistakes first. Right: for comparison, pictures of the other that were recognised.", "soft small");
        foreach ((int actual, int named) in worst)
        {
            using (html.Open("div", ("class", "pair")))
            {
                using (html.Open("p"))
                {
                    html.Element("b", report.Classes[actual].Label).Text(" taken for ").Element("b", report.Classes[named].Label)
                        .Text(string.Create(CultureInfo.InvariantCulture, $": {report.Confusion[actual, named]} of {report.Classes[actual].Count} pictures; the other way round {report.Confusion[named, actual]} of {report.Classes[named].Count}."));
                }
                WriteRow(html, measured, pictures, actual, named);
                WriteRow(html, measured, pictures, named, named);
            }
        }
    }

    private static void WriteRow(HtmlWriter html, MeasuredSplit measured, ReportPictures pictures, int actual, int named)
    {
        using (html.Open("div", ("class", "row")))
        {
            foreach (int picture in measured.Taken(actual, named).Take(PicturesOfPair))
            {
                string means = actual == named ? $"{measured.Outcomes.Labels[actual]}, recognised" : $"{measured.Outcomes.Labels[actual]}, taken for {measured.Outcomes.Labels[named]}";
                using (html.Open("figure"))
                {
                    pictures.Write(html, picture, means);
                    html.Element("figcaption", $"{Amounts.Percent(measured.Confidence(picture))} sure");
                }
            }
        }
    }
}
