// Holds Graft's graphs against what torchvision computed: Graft.Parity FOLDER, where torchvision_parity.py wrote into FOLDER.
// For each architecture: the state dict is loaded by name, the graph runs on ONNX Runtime, as it is and with its batch norms folded,
// and the largest difference of a logit is printed as a share of the largest logit. Exit status 1 where one exceeds 1e-4.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Weights;

const double Limit = 1e-4;
string folder = args is [var only] ? only : throw new ArgumentException("usage: Graft.Parity FOLDER");
double worst = 0;
Console.WriteLine("architecture    loaded  reshaped  ignored  largest logit   as it is     folded");
foreach (var architecture in Architectures.All)
{
    string file = Path.Combine(folder, architecture.Name);
    if (!File.Exists($"{file}.json"))
    {
        continue;
    }
    using WeightFile weights = WeightFile.Open($"{file}.pth");
    (Graph graph, LoadReport report) = architecture.Build().Load(weights, architecture.Names, HeadWeights.Required);
    if (report.Unused.Count + report.New.Count > 0)
    {
        throw new InvalidDataException($"{report}");
    }
    float[] expected = Floats($"{file}.logits.bin");
    double largest = expected.Max(Math.Abs), plain = Difference(graph), folded = Difference(graph.FoldBatchNorms());
    worst = Math.Max(worst, Math.Max(plain, folded));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{architecture.Name,-14}{report.Loaded.Count,8}{report.Reshaped.Count,10}{report.Ignored.Count,9}{largest,15:F3}   {plain:E2}   {folded:E2}"));

    double Difference(Graph model)
    {
        int[] shape = [.. JsonDocument.Parse(File.ReadAllText($"{file}.json")).RootElement.GetProperty("input").EnumerateArray().Select(size => size.GetInt32())];
        using OnnxSession session = new(model);
        ReadOnlySpan<float> logits = session.Run(Floats($"{file}.input.bin"), shape[0], shape[2], shape[3]);
        return logits.Length == expected.Length ? logits.ToArray().Zip(expected, (ours, theirs) => Math.Abs(ours - theirs)).Max() / largest : double.PositiveInfinity;
    }
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worst {worst:E2}, limit {Limit:E0}"));
return worst <= Limit ? 0 : 1;

static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
