using System.Globalization;
using Graft.Charts;

namespace Graft.Bench.Plots;

/// <summary>The curves of graft-s' pretraining, of <c>samples/graft-s/log.tsv</c>.</summary>
internal static class PretrainingPlot
{
    public static int Write(string log, string file)
    {
        string[][] rows = [.. File.ReadLines(log).Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).Select(line => line.Split('\t'))];
        LineChart chart = new()
        {
            Title = "Drawn pictures of 512 classes named right",
            XTitle = "steps of 64 pictures",
            YTitle = "%",
            Series = [new("in training, at 96 px", Points(rows, 2)), new("held out, enlarged to 160 px", Points(rows, 3))],
            Marks = [(12_000, "comes with Graft")],
            Height = 360,
        };
        File.WriteAllText(file, chart.ToSvg());
        return 0;
    }

    private static ChartPoint[] Points(string[][] rows, int column) =>
        [.. rows.Where(row => row[column].Length > 0).Select(row => new ChartPoint(Number(row[0]), 100 * Number(row[column])))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
