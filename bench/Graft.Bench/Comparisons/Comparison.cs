using System.Text.Json;

namespace Graft.Bench.Comparisons;

/// <summary>Measurements taken side by side, kept in a folder as they come, so that a run that was cut short goes on where it was.</summary>
/// <param name="data">Pictures in the layout of Food-101.</param>
/// <param name="weights">MobileNetV2's weights, torchvision's names.</param>
/// <param name="work">The folder of this comparison: rows.tsv, the logs, and what is thrown away.</param>
/// <param name="rounds">How often each measurement is taken.</param>
internal sealed class Comparison(string data, string weights, string work, int rounds)
{
    private readonly string file = Path.Combine(work, "rows.tsv");
    private readonly List<Measurement> rows = ReadRows(Path.Combine(work, "rows.tsv"));

    public string Data => data;

    public string Weights => weights;

    public string Work => work;

    public int Rounds => rounds;

    /// <summary>What could not be measured.</summary>
    public int Failures { get; private set; }

    public IReadOnlyList<Measurement> Rows => rows;

    /// <summary>What repeats a section, for its page.</summary>
    public string Command(string section) => $"{(rounds == 3 ? "" : $"ROUNDS={rounds} ")}bench/all.sh DATA WEIGHTS {section}";

    /// <summary>What the figures of a page are.</summary>
    public string Manner => rounds == 1 ? "one round" : $"medians of {rounds} rounds in turn (least–most)";

    public string Seeds => rounds == 1 ? "" : ", each with its own seed";

    /// <summary>A setting of the environment, or what is usual.</summary>
    public static string[] Setting(string name, string usual) => (Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? given : usual).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static string Python => Setting("PYTHON", "python3")[0];

    public static List<Measurement> ReadRows(string file) => File.Exists(file) ? [.. File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(Measurement.Parse)] : [];

    /// <summary>Takes one measurement unless it is there already. A failure is told, and the others go on.</summary>
    /// <param name="take">Makes the rows, of which one bears these names; told where its log belongs.</param>
    public void Take(string section, string who, string @case, int round, Func<string, IEnumerable<Measurement>> take)
    {
        if (rows.Any(row => row.Section == section && row.Who == who && row.Case == @case && row.Round == round))
        {
            return;
        }
        string name = $"{section}, {who}, {@case}, round {round}";
        Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {name} …");
        try
        {
            Measurement[] taken = [.. take(Path.Combine(work, "logs", string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '-')) + ".log"))];
            bool first = !File.Exists(file);
            File.AppendAllLines(file, [.. first ? [Measurement.Header] : Array.Empty<string>(), .. taken.Select(row => row.ToLine())]);
            rows.AddRange(taken);
            Console.Error.WriteLine($"         {taken[^1]}");
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or FormatException or JsonException or System.ComponentModel.Win32Exception)
        {
            Failures++;
            Console.Error.WriteLine($"         failed: {error.Message}");
        }
    }

    public void Take(string section, string who, string @case, int round, Job job) => Take(section, who, @case, round, log => [job.Run(log).As(section, who, @case, round)]);

    /// <summary>Trains with Graft and measures the result on the test pictures, whose time does not count.</summary>
    /// <param name="cache">The folder of kept features; by default a new one, thrown away afterwards.</param>
    /// <param name="reports">Whether the run also writes its report, for which it classifies the test pictures.</param>
    public void TakeTraining(string section, string who, string @case, int round, string[] arguments, string? pictures = null, string? cache = null, bool evaluates = true, bool reports = false) => Take(section, who, @case, round, log =>
    {
        string run = Path.Combine(work, "run"), kept = cache ?? Path.Combine(work, "cache");
        Remove(run);
        if (cache is null)
        {
            Remove(kept);
        }
        Dictionary<string, string> variables = new() { ["GRAFT_CACHE"] = kept };
        JobResult trained = new Job(Path.Combine(ResultPage.Root(), "graft"), ["train", "--data", pictures ?? data, "--model", "mobilenet_v2", "--weights", weights, "--seed", $"{round}", "--out", run, .. reports ? Array.Empty<string>() : ["--no-report"], .. arguments]) { Variables = variables }.Run(log);
        double? top1 = evaluates ? Top1(run, pictures ?? data, log) : null;
        Remove(run);
        if (cache is null)
        {
            Remove(kept);
        }
        return [trained.As(section, who, @case, round, top1)];
    });

    public IEnumerable<Measurement> Of(string section, string who, string @case) => rows.Where(row => row.Section == section && row.Who == who && row.Case == @case && row.Round <= rounds);

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Top1(string run, string pictures, string log)
    {
        JobResult result = new Job(Path.Combine(ResultPage.Root(), "graft"), "evaluate", run, "--data", pictures, "--split", "test", "--json", "-").Run(log + ".evaluate");
        using JsonDocument report = JsonDocument.Parse(result.Output);
        return report.RootElement.GetProperty("top1").GetDouble();
    }
}
