using System.Globalization;
using System.Text;
using Graft.Html;

namespace Graft.Inference.Reports;

/// <summary>A confusion matrix as a table whose headings stay in sight while one scrolls: a row for each class shown, a column for each class named, similar classes side by side.</summary>
/// <remarks>Written cell by cell as text, because a hundred classes make ten thousand cells: an empty one costs five bytes.</remarks>
internal static class ConfusionTable
{
    /// <summary>Classes at most; of more, those are shown that are confused most.</summary>
    public const int MostClasses = 150;

    /// <summary>Characters that hover texts may take in all; the largest counts get theirs first.</summary>
    private const int RoomForTexts = 160_000;

    private const int WithCounts = 40;

    /// <summary>The classes that are shown, in the order of the rows.</summary>
    public static int[] Choose(ClassificationReport report)
    {
        int[,] counts = report.Confusion;
        int[] occurring = [.. Enumerable.Range(0, report.Classes.Count).Where(label => Row(counts, label) + Column(counts, label) > 0)];
        int[] chosen = occurring.Length <= MostClasses ? occurring
            : [.. occurring.OrderByDescending(label => Row(counts, label) + Column(counts, label) - (2 * counts[label, label])).Take(MostClasses).Order()];
        int[,] part = new int[chosen.Length, chosen.Length];
        for (int row = 0; row < chosen.Length; row++)
        {
            for (int column = 0; column < chosen.Length; column++)
            {
                part[row, column] = counts[chosen[row], chosen[column]];
            }
        }
        return [.. ClassOrder.Of(part).Select(place => chosen[place])];
    }

    public static void Write(HtmlWriter html, ClassificationReport report, int[] order)
    {
        int fewest = FewestWithText(report, order);
        using (html.Open("div", ("class", order.Length > WithCounts ? "wide matrix-frame many" : "wide matrix-frame"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Confusion matrix")))
        using (html.Open("table", ("class", order.Length <= 15 ? "matrix large" : order.Length <= WithCounts ? "matrix medium" : "matrix")))
        {
            using (html.Open("thead"))
            using (html.Open("tr"))
            {
                html.Element("td", "shown ↓ named →", ("class", "corner"));
                foreach (int column in order)
                {
                    using (html.Open("th", ("scope", "col")))
                    {
                        html.Element("span", report.Classes[column].Label);
                    }
                }
            }
            using (html.Open("tbody"))
            {
                foreach (int row in order)
                {
                    using (html.Open("tr"))
                    {
                        html.Element("th", report.Classes[row].Label, ("scope", "row")).Markup(Cells(report, order, row, fewest));
                    }
                }
            }
        }
    }

    private static string Cells(ClassificationReport report, int[] order, int row, int fewest)
    {
        StringBuilder cells = new();
        int shown = report.Classes[row].Count;
        foreach (int column in order)
        {
            int count = report.Confusion[row, column];
            if (count == 0)
            {
                cells.Append("<td/>");
                continue;
            }
            int depth = row == column ? Math.Clamp((int)Math.Ceiling(6.0 * count / shown), 1, 6) : Depth(count / (double)shown);
            cells.Append(CultureInfo.InvariantCulture, $"<td class=\"{(row == column ? 'r' : 'w')}{depth}\"");
            if (count >= fewest)
            {
                cells.Append(CultureInfo.InvariantCulture, $" title=\"{HtmlWriter.Escape(Words(report, row, column))}\"");
            }
            cells.Append('>').Append(order.Length <= WithCounts ? count.ToString(CultureInfo.InvariantCulture) : "").Append("</td>");
        }
        return cells.ToString();
    }

    /// <summary>Six depths of colour for a mistake, finer for small shares: single ones among hundreds of pictures are seen, but do not shout.</summary>
    private static int Depth(double share) => share switch { <= 0.01 => 1, <= 0.04 => 2, <= 0.08 => 3, <= 0.16 => 4, <= 0.32 => 5, _ => 6 };

    private static string Words(ClassificationReport report, int row, int column) => row == column
        ? $"{report.Classes[row].Label}: {report.Confusion[row, column]} of {report.Classes[row].Count} right"
        : $"{report.Classes[row].Label} → {report.Classes[column].Label}: {report.Confusion[row, column]} of {report.Classes[row].Count}";

    /// <summary>The smallest count whose cells can all have a hover text.</summary>
    private static int FewestWithText(ClassificationReport report, int[] order)
    {
        long room = RoomForTexts;
        var byCount = from row in order from column in order where report.Confusion[row, column] > 0 group Words(report, row, column).Length + 9 by report.Confusion[row, column] into cells orderby cells.Key descending select cells;
        foreach (IGrouping<int, int> cells in byCount)
        {
            room -= cells.Sum();
            if (room < 0)
            {
                return cells.Key + 1;
            }
        }
        return 1;
    }

    private static int Row(int[,] counts, int label) => Enumerable.Range(0, counts.GetLength(0)).Sum(other => counts[label, other]);

    private static int Column(int[,] counts, int label) => Enumerable.Range(0, counts.GetLength(0)).Sum(other => counts[other, label]);
}
