using System.Globalization;
using Graft.Bench.Comparisons;
using Graft.Graphs;
using Graft.Models;

namespace Graft.Bench.Sections;

/// <summary>Graft's training step beside PyTorch's and beside plain matrix products, in turn, several rounds.</summary>
internal static class TrainingStepComparison
{
    private const string Name = "training-step", Graft = "Graft", PyTorch = "PyTorch";
    private static readonly string[] Standard = ["vgg19:16", "resnet50:16", "resnet18:32", "mobilenet_v2:32"];

    /// <param name="networks">As <c>vgg19:16</c>: name and batch.</param>
    public static int Run(Comparison all, string[] networks, bool alsoFrozen)
    {
        string script = Path.Combine(ResultPage.Root(), "bench", "pytorch", "train_step.py"), self = Environment.ProcessPath!;
        (string Entry, string Norm)[] cases = [.. (networks.Length > 0 ? networks : Comparison.Setting("NETWORKS", string.Join(' ', Standard)))
            .SelectMany(entry => (!HasNorm(entry.Split(':')[0]) ? ["none"] : alsoFrozen ? new[] { "train", "frozen" } : ["train"]).Select(norm => (entry, norm)))];
        for (int round = 1; round <= all.Rounds; round++)
        {
            Take(LimitOf.Product, "GFLOP/s", new(self, "matrix-product"));
            foreach ((string entry, string norm) in cases)
            {
                Take(PyTorch, $"{entry} {norm}", new(Comparison.Python, norm == "frozen" ? [script, entry, "--frozen"] : [script, entry]));
                Take(Graft, $"{entry} {norm}", new(self, ["one-step", .. entry.Split(':'), norm]));
            }

            void Take(string who, string @case, Job job) => all.Take(Name, who, @case, round, log =>
            {
                JobResult result = job.Run(log);
                return [result.As(Name, who, @case, round) with { Seconds = double.Parse(result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture) }];
            });
        }
        Write(all, cases);
        return all.Failures > 0 ? 1 : 0;
    }

    private static void Write(Comparison all, (string Entry, string Norm)[] cases)
    {
        double[] rates = [.. all.Of(Name, LimitOf.Product, "GFLOP/s").Select(row => row.Seconds)];
        if (rates.Length == 0)
        {
            return;
        }
        double rate = TrainingStep.Median(rates);
        ResultPage page = new(Name, $"Forward, backward and SGD step on random pictures of 224 pixels, 32-bit floats, {all.Manner}; each round the median of three steps after one for warming up.", all.Command("step"));
        page.Table(["network, batch", "batch norm", "PyTorch, s", "Graft, s", "PyTorch / Graft", "Graft's share of the matrix-product rate", "PyTorch, MB", "Graft, MB"], cases.Select(each =>
        {
            Measurement[] theirs = [.. all.Of(Name, PyTorch, $"{each.Entry} {each.Norm}")], ours = [.. all.Of(Name, Graft, $"{each.Entry} {each.Norm}")];
            string[] parts = each.Entry.Split(':');
            double work = 6.0 * Architectures.Find(parts[0]).Build().Cost().MultiplyAdds * int.Parse(parts[1], CultureInfo.InvariantCulture) / 1e9;
            return new[] { $"{parts[0]}, {parts[1]}", each.Norm, Figures.Spread(theirs.Select(row => row.Seconds), "0.00"), Figures.Spread(ours.Select(row => row.Seconds), "0.00"), Figures.Ratio(theirs, ours, "0.00"),
                ours.Length == 0 ? Figures.None : Figures.Text(work / TrainingStep.Median(ours.Select(row => row.Seconds)) / rate, "0.00"), Figures.Megabytes(theirs), Figures.Megabytes(ours) };
        }));
        page.Say($"The limit: a 2048³ product of 32-bit floats runs at {Figures.Spread(rates, "0")} GFLOP/s on these cores. Work is counted as 6 operations for each multiply-add of the forward pass; convolutions may beat the plain product by Winograd's method, or by wider instructions than the library of products uses on this processor.");
        page.Write();
    }

    private static bool HasNorm(string name) => Architectures.Find(name).Build().Nodes.Any(node => node.Op is Graphs.Ops.BatchNormalization);
}
