using System.Globalization;

namespace Graft.Bench.Comparisons;

/// <summary>One measured job: what it was, and what it took.</summary>
/// <param name="Section">The comparison that it belongs to.</param>
/// <param name="Who">Graft, or the peer.</param>
/// <param name="Case">What was asked for: a number of epochs, a budget, a number of pictures.</param>
/// <param name="Round">From 1; also the seed, where there is one.</param>
/// <param name="Seconds">From the start of the process; of a rate, what the section says.</param>
/// <param name="Top1">Share of the test pictures named rightly, in [0, 1].</param>
/// <param name="Megabytes">The most that the process had resident, mapped files included.</param>
/// <param name="Own">The most of its own memory that was seen, mapped files not included.</param>
internal sealed record Measurement(string Section, string Who, string Case, int Round, double Seconds, double? Top1 = null, double? Megabytes = null, double? Own = null)
{
    public const string Header = "section\twho\tcase\tround\tseconds\ttop1\tmegabytes\town";

    /// <summary>One line of a table with tabs.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Section}\t{Who}\t{Case}\t{Round}\t{Seconds:0.####}\t{Top1:0.####}\t{Megabytes:0}\t{Own:0}");

    public static Measurement Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new(parts[0], parts[1], parts[2], int.Parse(parts[3], CultureInfo.InvariantCulture), double.Parse(parts[4], CultureInfo.InvariantCulture), Number(parts[5]), Number(parts[6]), Number(parts[7]));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.##}{(Top1 is { } top1 ? $", top-1 {top1:0.000}" : "")}{(Megabytes is { } peak ? $", {peak:0} MB at most" : "")}");

    private static double? Number(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
