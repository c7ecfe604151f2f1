using System.Text;

namespace Graft.Charts;

/// <summary>A chart in letters, for a terminal.</summary>
public static class TextChart
{
    private const string Symbols = "●◆▲■★▼✚";

    /// <summary>Pixels that a letter stands for, where an axis asks how much room there is.</summary>
    private const double LetterWidth = 8;

    /// <summary>The chart's lines; intervals are vertical lines, and what is only expected has the letter ○.</summary>
    /// <param name="width">Letters in a line.</param>
    /// <param name="height">Lines of the plot itself.</param>
    public static string Of(LineChart chart, int width = 76, int height = 15)
    {
        Axis y = new(chart.Series.SelectMany(series => series.All).SelectMany(point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y }), chart.IsYLogarithmic, height - 1, 0);
        int margin = y.Ticks.Max(tick => Axis.Label(tick).Length) + 1, columns = Math.Max(10, width - margin - 1);
        Axis x = new(chart.Series.SelectMany(series => series.All).Select(point => point.X), chart.IsXLogarithmic, 0, (columns - 1) * LetterWidth);
        char[][] plot = [.. Enumerable.Range(0, height).Select(_ => new string(' ', columns).ToCharArray())];
        foreach (Series series in chart.Series.Where(series => series.IsJoined))
        {
            Join(plot, [.. series.All.Where(Usable).Select(Place)]);
        }
        foreach (ChartPoint point in chart.Series.SelectMany(series => series.All).Where(Usable))
        {
            if (point is { Low: { } low, High: { } high })
            {
                (int column, _) = Place(point);
                for (int row = Row(high); row <= Row(low); row++)
                {
                    plot[row][column] = '│';
                }
            }
        }
        foreach ((int number, Series series) in chart.Series.Index())
        {
            foreach (ChartPoint point in series.All.Where(Usable))
            {
                (int column, int row) = Place(point);
                plot[row][column] = series.Expected.Contains(point) ? '○' : Symbols[number % Symbols.Length];
            }
        }
        return Lines(chart, plot, x, y, margin);

        bool Usable(ChartPoint point) => x.IsUsable(point.X) && y.IsUsable(point.Y);
        int Row(double value) => (int)Math.Round(y.Place(value));
        (int Column, int Row) Place(ChartPoint point) => ((int)Math.Round(x.Place(point.X) / LetterWidth), Row(point.Y));
    }

    private static void Join(char[][] plot, (int Column, int Row)[] places)
    {
        foreach (((int Column, int Row) from, (int Column, int Row) to) in places.Zip(places.Skip(1)))
        {
            int steps = Math.Max(Math.Abs(to.Column - from.Column), Math.Abs(to.Row - from.Row));
            for (int step = 1; step < steps; step++)
            {
                plot[from.Row + (int)Math.Round((to.Row - from.Row) * (double)step / steps)][from.Column + (int)Math.Round((to.Column - from.Column) * (double)step / steps)] = '·';
            }
        }
    }

    private static string Lines(LineChart chart, char[][] plot, Axis x, Axis y, int margin)
    {
        StringBuilder text = new();
        string[] labels = new string[plot.Length];
        foreach (double tick in y.Ticks)
        {
            labels[(int)Math.Round(y.Place(tick))] = Axis.Label(tick);
        }
        text.Append(chart.YTitle).Append('\n');
        foreach ((int row, char[] letters) in plot.Index())
        {
            text.Append((labels[row] ?? "").PadLeft(margin - 1)).Append(labels[row] is null ? " │" : " ┤").Append(new string(letters).TrimEnd()).Append('\n');
        }
        text.Append(' ', margin).Append('└').Append('─', plot[0].Length).Append('\n');
        char[] marks = new string(' ', plot[0].Length + margin + 8).ToCharArray();
        int free = 0;
        foreach (double tick in x.Ticks)
        {
            string label = Axis.Label(tick);
            int at = Math.Max(0, margin + 1 + (int)Math.Round(x.Place(tick) / LetterWidth) - (label.Length / 2));
            if (at >= free && at + label.Length <= marks.Length)
            {
                label.CopyTo(0, marks, at, label.Length);
                free = at + label.Length + 1;
            }
        }
        text.Append(new string(marks).TrimEnd()).Append('\n').Append(' ', margin + 1).Append(chart.XTitle).Append('\n');
        if (chart.Series.Count > 1)
        {
            text.Append(' ', margin + 1).Append(string.Join("   ", chart.Series.Select((series, number) => $"{Symbols[number % Symbols.Length]} {series.Name}"))).Append('\n');
        }
        return text.ToString();
    }
}
