using System.Globalization;
using Graft.Bench.Comparisons;
using Graft.Bench.Sections;
using Graft.Charts;

namespace Graft.Bench.Plots;

/// <summary>The pictures of the README, of the rows that <c>bench/all.sh</c> keeps; one that nothing was measured for is left as it is.</summary>
internal static class ReadmePlots
{
    private const double Small = 460, SmallHeight = 320;

    public static int Write(string work, string folder)
    {
        IReadOnlyList<Measurement> rows = Comparison.ReadRows(Path.Combine(work, "rows.tsv"));
        Save(folder, "accuracy", Accuracy(rows));
        foreach ((string what, string title, string[] counts, string[] who) in new[]
        {
            ("pictures", "number of pictures", GrowthSection.Pictures, new[] { GrowthSection.Linear, GrowthSection.Finetune }),
            ("classes", "number of classes", GrowthSection.Classes, [GrowthSection.Linear, GrowthSection.Again]),
            ("pixels", "side of a picture, pixels", GrowthSection.Sides, [GrowthSection.Linear, GrowthSection.Finetune]),
        })
        {
            Save(folder, $"time-{what}", Growth(rows, what, title, counts, who, "Time", "seconds", row => row.Seconds, logarithmic: true));
            Save(folder, $"memory-{what}", Growth(rows, what, title, counts, who, "Memory at most", "MB", row => row.Own, logarithmic: false));
        }
        return 0;
    }

    private static LineChart Accuracy(IReadOnlyList<Measurement> rows) => new()
    {
        Title = "Accuracy on photos never seen, against time from the start of the process",
        XTitle = "seconds",
        YTitle = "top-1, %",
        IsXLogarithmic = true,
        Series = Drawn(
            Points("Graft, linear", rows, LinearSection.Name, LinearSection.Cold),
            Points("Graft, linear, features kept", rows, LinearSection.Name, LinearSection.Again),
            Points("Graft, finetune", rows, FinetuneSection.Name, FinetuneSection.Graft),
            Points("Graft, auto with a budget", rows, BudgetSection.Name, BudgetSection.Photos),
            Points("PyTorch", rows, FinetuneSection.Name, FinetuneSection.PyTorch, IsPoint),
            Points("TorchSharp by hand", rows, FinetuneSection.Name, FinetuneSection.TorchSharp, IsPoint)),
    };

    /// <summary>For each case the median of its seconds and the mean of its top-1, with the least and the most of the seeds.</summary>
    private static Series Points(string name, IReadOnlyList<Measurement> rows, string section, string who, Func<Measurement, bool>? kept = null) => new(name,
    [
        .. rows.Where(row => row.Section == section && row.Who == who && row.Top1 is not null && kept?.Invoke(row) != false).GroupBy(row => row.Case)
            .Select(group => new ChartPoint(TrainingStep.Median(group.Select(row => row.Seconds)), 100 * group.Average(row => row.Top1!.Value), 100 * group.Min(row => row.Top1!.Value), 100 * group.Max(row => row.Top1!.Value)))
            .OrderBy(point => point.X),
    ]);

    private static bool IsPoint(Measurement row) => row.Case == "probe" || row.Case.StartsWith("epoch ", StringComparison.Ordinal);

    private static LineChart Growth(IReadOnlyList<Measurement> rows, string what, string title, string[] counts, string[] who, string quantity, string unit, Func<Measurement, double?> value, bool logarithmic) => new()
    {
        Title = $"{quantity} by the {title.Split(',')[0]}",
        XTitle = title,
        YTitle = unit,
        IsXLogarithmic = what != "pixels",
        IsYLogarithmic = logarithmic,
        Width = Small,
        Height = SmallHeight,
        Series = Drawn([.. who.Select(each => new Series(each,
        [
            .. counts.Select(count => (Count: count, Values: rows.Where(row => row.Section == GrowthSection.Name && row.Who == each && row.Case == GrowthSection.Case(what, count) && value(row) is not null).Select(row => value(row)!.Value).ToArray()))
                .Where(point => point.Values.Length > 0).Select(point => new ChartPoint(double.Parse(point.Count, CultureInfo.InvariantCulture), TrainingStep.Median(point.Values))),
        ]))]),
    };

    private static Series[] Drawn(params Series[] series) => [.. series.Where(each => each.Points.Count > 0)];

    private static void Save(string folder, string name, LineChart chart)
    {
        if (chart.Series.Count > 0)
        {
            Directory.CreateDirectory(folder);
            string file = Path.Combine(folder, $"{name}.svg");
            File.WriteAllText(file, chart.ToSvg());
            Console.WriteLine($"wrote {file}");
        }
    }
}
