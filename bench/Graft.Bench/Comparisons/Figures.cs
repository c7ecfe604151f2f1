using System.Globalization;

namespace Graft.Bench.Comparisons;

/// <summary>How measured figures are written in result pages.</summary>
internal static class Figures
{
    public const string None = "–";

    /// <summary>The median with the least and the most: <c>5.4 (5.3–9.9)</c>.</summary>
    public static string Spread(IEnumerable<double> values, string format = "0.0")
    {
        double[] all = [.. values];
        return all.Length switch
        {
            0 => None,
            1 => Text(all[0], format),
            _ => $"{Text(TrainingStep.Median(all), format)} ({Text(all.Min(), format)}–{Text(all.Max(), format)})",
        };
    }

    public static string Seconds(IEnumerable<Measurement> rows) => Spread(rows.Select(row => row.Seconds));

    /// <summary>The mean of the seeds with the least and the most.</summary>
    public static string Top1(IEnumerable<Measurement> rows)
    {
        double[] all = [.. rows.Where(row => row.Top1 is not null).Select(row => row.Top1!.Value)];
        return all.Length == 0 ? None : all.Length == 1 ? Text(all[0], ".000") : $"{Text(all.Average(), ".000")} ({Text(all.Min(), ".000")}–{Text(all.Max(), ".000")})";
    }

    public static string Megabytes(IEnumerable<Measurement> rows) => rows.Any(row => row.Megabytes is not null) ? Text(rows.Max(row => row.Megabytes ?? 0), "0") : None;

    public static string Own(IEnumerable<Measurement> rows) => rows.Any(row => row.Own is not null) ? Text(rows.Max(row => row.Own ?? 0), "0") : None;

    /// <summary>How many times as long the one took as the other: the median over the rounds that both have.</summary>
    public static string Ratio(IEnumerable<Measurement> longer, IEnumerable<Measurement> shorter, string format = "0.0")
    {
        double[] ratios = [.. longer.Join(shorter, row => row.Round, row => row.Round, (a, b) => a.Seconds / b.Seconds)];
        return Spread(ratios, format);
    }

    public static string Text(double value, string format = "0.0") => value.ToString(format, CultureInfo.InvariantCulture);
}
