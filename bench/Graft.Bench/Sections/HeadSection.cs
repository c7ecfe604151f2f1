using Graft.Bench.Comparisons;

namespace Graft.Bench.Sections;

/// <summary>A head fitted to rows of features in a file: time and memory as the rows grow.</summary>
internal static class HeadSection
{
    public const string Name = "head-fit";
    private const int Width = 1280, Classes = 100;

    public static void Run(Comparison all)
    {
        string[] counts = Comparison.Setting("ROWS", "1000 10000 100000");
        for (int round = 1; round <= all.Rounds; round++)
        {
            foreach (string count in counts)
            {
                int taken = round;
                all.Take(Name, "Graft", $"{count} rows", round, log =>
                {
                    JobResult result = new Job(Environment.ProcessPath!, "head-fit", count, $"{Width}", $"{Classes}").Run(log);
                    string seconds = result.Output.Split(" s, ")[0].Split(' ')[^1];
                    return [result.As(Name, "Graft", $"{count} rows", taken) with { Seconds = double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) }];
                });
            }
        }
        ResultPage page = new(Name, $"A linear head for {Classes} classes fitted to rows of {Width} numbers that lie in a mapped file, {all.Manner}, each in a process of its own.", all.Command(Name));
        page.Table(["rows", "in the file, MB", "fit, s", "own memory at most, MB", "with what of the file was resident, MB"], counts.Select(count =>
        {
            Measurement[] rows = [.. all.Of(Name, "Graft", $"{count} rows")];
            return new[] { count, Figures.Text(double.Parse(count) * Width * 4 / 1e6, "0"), Figures.Seconds(rows), Figures.Own(rows), Figures.Megabytes(rows) };
        }));
        page.Say("Own memory leaves out the pages of the mapped file, which the system takes back whenever something else wants them; the runtime itself is about 40 MB of it.");
        page.Write();
    }
}
