using System.Diagnostics;
using System.Globalization;
using System.Text;
using Graft.Graphs;
using Graft.Models;

namespace Graft.Bench;

/// <summary>Graft's training step beside PyTorch's and beside plain matrix products, in turn, several rounds; writes bench/results/DATE-training-step.md.</summary>
internal static class TrainingStepComparison
{
    private static readonly string[] Standard = ["vgg19:16", "resnet50:16", "resnet18:32", "mobilenet_v2:32"];

    public static int Run(string[] arguments)
    {
        string python = Option(arguments, "--python") ?? "python3";
        int rounds = int.Parse(Option(arguments, "--rounds") ?? "3", CultureInfo.InvariantCulture);
        string[] named = [.. arguments.Where(argument => argument.Contains(':'))], networks = named.Length > 0 ? named : Standard;
        bool alsoFrozen = arguments.Contains("--frozen");
        string root = ResultPage.Root(), script = Path.Combine(root, "bench", "pytorch", "train_step.py"), self = Environment.ProcessPath!;

        List<double> rates = [];
        Dictionary<(string, string), List<(double Peer, double Ours)>> times = [];
        for (int round = 1; round <= rounds; round++)
        {
            rates.Add(Last(self, "matrix-product"));
            foreach (string entry in networks)
            {
                string[] parts = entry.Split(':');
                foreach (string norm in !HasNorm(parts[0]) ? new[] { "none" } : alsoFrozen ? ["train", "frozen"] : ["train"])
                {
                    double peer = Last(python, norm == "frozen" ? [script, entry, "--frozen"] : [script, entry]);
                    double ours = Last(self, "one-step", parts[0], parts[1], norm);
                    if (!times.TryGetValue((entry, norm), out var list))
                    {
                        times[(entry, norm)] = list = [];
                    }
                    list.Add((peer, ours));
                    Console.Error.WriteLine($"round {round}: {entry}, batch norm {norm}: PyTorch {peer:f2} s, Graft {ours:f2} s, {peer / ours:f2} times");
                }
            }
        }
        string report = Report(times, rates, rounds);
        Console.WriteLine(report);
        string file = Path.Combine(root, "bench", "results", $"{DateTime.UtcNow:yyyy-MM-dd}-training-step.md");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, report);
        return 0;
    }

    private static string Report(Dictionary<(string, string), List<(double Peer, double Ours)>> times, List<double> rates, int rounds)
    {
        double rate = TrainingStep.Median(rates);
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture, $"""
            # Training step, {DateTime.UtcNow:yyyy-MM-dd}

            Forward, backward and SGD step on random pictures of 224 pixels, 32-bit floats, {ResultPage.Machine}, medians of {rounds} rounds in turn; each round the median of three steps after one for warming up.
            The limit: a 2048³ product of 32-bit floats runs at {rate:f0} GFLOP/s on these cores ({rates.Min():f0}–{rates.Max():f0}). Work is counted as 6 operations for each multiply-add of the forward pass; convolutions may beat the plain product by Winograd's method, or by wider instructions than the library of products uses on this processor.

            `dotnet run -c Release --project bench/Graft.Bench -- training-step`

            | network, batch | batch norm | PyTorch, s | Graft, s | PyTorch / Graft (least–most) | Graft's share of the matrix-product rate |
            |---|---|---|---|---|---|

            """));
        foreach (((string entry, string norm), List<(double Peer, double Ours)> list) in times)
        {
            string[] parts = entry.Split(':');
            double work = 6.0 * Architectures.Find(parts[0]).Build().Cost().MultiplyAdds * int.Parse(parts[1], CultureInfo.InvariantCulture) / 1e9;
            double peer = TrainingStep.Median(list.Select(pair => pair.Peer)), ours = TrainingStep.Median(list.Select(pair => pair.Ours));
            double[] ratios = [.. list.Select(pair => pair.Peer / pair.Ours)];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {parts[0]}, {parts[1]} | {norm} | {peer:f2} | {ours:f2} | **{TrainingStep.Median(ratios):f2}** ({ratios.Min():f2}–{ratios.Max():f2}) | {work / ours / rate:f2} |");
        }
        return text.ToString();
    }

    private static bool HasNorm(string name) => Architectures.Find(name).Build().Nodes.Any(node => node.Op is Graphs.Ops.BatchNormalization);

    /// <summary>The last number that a program prints.</summary>
    private static double Last(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with status {process.ExitCode}");
    }

    private static string? Option(string[] arguments, string name) => Array.IndexOf(arguments, name) is >= 0 and int at && at + 1 < arguments.Length ? arguments[at + 1] : null;
}
