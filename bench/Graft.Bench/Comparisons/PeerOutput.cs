using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Bench.Comparisons;

/// <summary>What the programs of the peers print: <c>probe 34.9 s top-1 0.796</c>, <c>epoch 1 60.2 s top-1 0.688</c>.</summary>
internal static partial class PeerOutput
{
    /// <summary>A row for each point; the last also stands for the whole.</summary>
    public static IEnumerable<Measurement> Points(JobResult result, string section, string who, string whole, int round)
    {
        Measurement[] points = [.. Line().Matches(result.Output).Select(line => new Measurement(section, who, line.Groups["point"].Value, round, Number(line, "seconds"), Number(line, "top1")))];
        return points.Length > 0 ? [.. points, points[^1] with { Case = whole, Megabytes = result.Megabytes, Own = result.Own }]
            : throw new FormatException($"{who} printed no result: {result.Output}");
    }

    private static double Number(Match line, string name) => double.Parse(line.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<point>probe|epoch \d+) (?<seconds>[\d.]+) s top-1 (?<top1>[\d.]+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
