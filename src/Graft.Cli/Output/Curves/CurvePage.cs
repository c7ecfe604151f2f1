using System.Globalization;
using Graft.Html;
using Graft.Training.Curves;

namespace Graft.Cli.Output.Curves;

/// <summary>Curves as a page.</summary>
internal static class CurvePage
{
    public static string Write(LearningCurveSet set, string data) => HtmlPage.Write("More pictures, or another network?", html =>
    {
        IReadOnlyList<string> advice = CurveAdvice.Of(set);
        html.Paragraph(advice[0], "lead");
        html.Paragraph($"{data}: {set.Classes} classes, measured on {set.Measured} {set.Split} pictures.", "soft");
        using (html.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Curves")))
        {
            html.Markup(CurveChart.Of(set).ToSvg(within: true));
        }
        html.Paragraph("Vertical lines are 95 % intervals. Dashed and hollow: what twice as many pictures would bring, if the curve goes on as it has.", "soft small");
        using (html.Open("ul"))
        {
            foreach (string sentence in advice.Skip(1))
            {
                html.Element("li", sentence);
            }
        }
        foreach (LearningCurve curve in set.Curves)
        {
            html.Element("h2", curve.Name).Line();
            html.SortableTable([">per class", ">pictures", ">top-1 (95 % interval)", ">draws", ">single draws"], () =>
            {
                foreach (CurvePoint point in curve.Points)
                {
                    Row(html, point);
                }
            });
        }
        html.Paragraph(CurveText.Meaning, "soft small");
    });

    private static void Row(HtmlWriter html, CurvePoint point)
    {
        using (html.Open("tr"))
        {
            html.NumberCell(CurveText.PerClass(point.Step), point.Step.PerClass).NumberCell(point.Step.Pictures.ToString(CultureInfo.InvariantCulture), point.Step.Pictures);
            using (html.Open("td", ("class", "number"), ("data-value", point.Accuracy.Value.ToString("R", CultureInfo.InvariantCulture))))
            {
                html.Bar(point.Accuracy.Value, point.Accuracy.Low, point.Accuracy.High).Text(CurveText.Accuracy(point.Accuracy));
            }
            html.NumberCell(point.Step.Draws.ToString(CultureInfo.InvariantCulture), point.Step.Draws).NumberCell(CurveText.Single(point), point.Each.Min());
        }
    }
}
