using Graft.Bench.Comparisons;
using Graft.Imaging.Synthetic;

namespace Graft.Bench.Sections;

/// <summary>What Graft makes of a time that it is given, on the pictures at hand and on drawn ones.</summary>
internal static class BudgetSection
{
    public const string Name = "budget", Photos = "photos", Drawn = "drawn pictures";

    /// <summary>The budgets asked for.</summary>
    public static string[] Budgets => Comparison.Setting("BUDGETS", "30s 2m 10m");

    public static void Run(Comparison all)
    {
        string drawn = Path.Combine(all.Work, "drawn");
        int each = int.Parse(Comparison.Setting("DRAWN", "100")[0]); // training pictures of each class
        new SyntheticPictures(Concept.Target, each, each / 2) { Side = 256, Seed = 4 }.Write(drawn);
        for (int round = 1; round <= all.Rounds; round++)
        {
            foreach (string budget in Budgets)
            {
                foreach ((string who, string pictures) in new[] { (Photos, all.Data), (Drawn, drawn) })
                {
                    all.TakeTraining(Name, who, budget, round, ["--recipe", "auto", "--budget", budget], pictures, reports: true);
                }
            }
        }
        ResultPage page = new(Name, $"`graft train --recipe auto --budget …`, MobileNetV2 with ImageNet weights, nothing kept from earlier runs; from the start of the process to its end, {all.Manner}{all.Seeds}.", all.Command(Name));
        page.Table(["pictures", "budget", "seconds", "of the budget", "test top-1, mean of the seeds", "memory at most, MB"], new[] { Photos, Drawn }.SelectMany(who => Budgets.Select(budget =>
        {
            Measurement[] rows = [.. all.Of(Name, who, budget)];
            double allowed = Seconds(budget);
            return new[] { who, budget, Figures.Seconds(rows), Figures.Spread(rows.Select(row => row.Seconds / allowed), "0.00"), Figures.Top1(rows), Figures.Megabytes(rows) };
        })));
        page.Say($"'{Photos}' are the pictures of the other sections; '{Drawn}' are {Concept.Target.Length} classes that Graft draws itself (bench/all.sh makes them), {each} to learn from and {each / 2} to measure with for each class. The limit is the budget, and the report at the end, for which the test pictures are classified, is part of the time.");
        page.Write();
    }

    /// <summary>The seconds of <c>30s</c>, <c>2m</c>, <c>1h</c>.</summary>
    public static double Seconds(string budget) => double.Parse(budget[..^1], System.Globalization.CultureInfo.InvariantCulture) * budget[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => throw new FormatException($"{budget} is no time; write 30s, 2m or 1h.") };
}
