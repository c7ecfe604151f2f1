using System.Globalization;
using Graft.Inference;
using Graft.Inference.Comparison;

namespace Graft.Cli.Output;

/// <summary>A comparison as a person reads it.</summary>
internal static class ComparisonText
{
    private const int MostClasses = 10;

    public static void Write(RunComparison comparison, IReadOnlyList<ComparedModel> models, TextWriter to)
    {
        string passed = comparison.Common.PassedOver > 0 ? $"; {comparison.Common.PassedOver} that not all of them named are passed over" : "";
        to.WriteLine($"{models.Count} models on the same {comparison.Common.Count} {models[0].Outcomes.Origin.Split} pictures{passed}");
        to.WriteLine();
        TextTable table = new("", ">top-1", ">loss", ">training", ">model", ">pictures/s");
        foreach ((int run, ComparedModel model) in models.Index())
        {
            ClassificationReport report = comparison.Reports[run];
            table.Add(model.Name, $"{report.Top1}", report.MeanLoss.ToString("0.000", CultureInfo.InvariantCulture), model.TrainingSeconds is { } seconds ? Amounts.Duration(TimeSpan.FromSeconds(seconds)) : "",
                Amounts.Bytes(model.Bytes), model.PicturesPerSecond?.ToString("0", CultureInfo.InvariantCulture) ?? "");
        }
        table.Write(to);
        to.WriteLine();
        to.WriteLine(comparison.Verdict());
        foreach (PairedComparison pair in comparison.Pairs.Where(_ => comparison.Pairs.Count > 1))
        {
            to.WriteLine($"  {comparison.Sentence(pair)}");
        }
        foreach (PairedComparison pair in comparison.Pairs)
        {
            WriteClasses(comparison, pair, to);
        }
    }

    private static void WriteClasses(RunComparison comparison, PairedComparison pair, TextWriter to)
    {
        ClassChange[] changes = [.. pair.Classes.Where(change => change.OnlyFirst + change.OnlySecond > 0).OrderBy(change => change.IsReal ? 0 : 1).ThenByDescending(change => Math.Abs(change.Difference))];
        if (changes.Length == 0)
        {
            return;
        }
        to.WriteLine();
        to.WriteLine($"classes, {comparison.Names[pair.First]} → {comparison.Names[pair.Second]}");
        TextTable table = new("class", ">pictures", ">before", ">after", ">points", ">gained", ">lost", ">p, all classes", "");
        foreach (ClassChange change in changes.Take(MostClasses))
        {
            table.Add(change.Label, change.Count.ToString(CultureInfo.InvariantCulture), Amounts.Percent(change.RightFirst / (double)change.Count), Amounts.Percent(change.RightSecond / (double)change.Count),
                ComparisonWords.Points(change.Difference), $"{change.OnlySecond}", $"{change.OnlyFirst}", ComparisonWords.Chance(change.Adjusted), change.IsReal ? "real" : "");
        }
        table.Write(to);
        if (!changes.Any(change => change.IsReal))
        {
            to.WriteLine($"(no class gains or loses by more than chance, when all {pair.Classes.Count} are counted{(changes.Length > MostClasses ? $"; {changes.Length - MostClasses} smaller changes are not shown" : "")})");
        }
    }
}
