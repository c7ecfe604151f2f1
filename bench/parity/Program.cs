// Holds Graft's graphs against what torchvision computed: Graft.Parity FOLDER, where torchvision_parity.py wrote into FOLDER.
// For each architecture there: the state dict is loaded by name, and the graph runs on ONNX Runtime, as it is and with its batch norms folded, and on libtorch.
// A row of a Markdown table holds the largest difference of a logit as a share of the largest logit. Exit status 1 where one exceeds 1e-4.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Training;
using Graft.Weights;
using TorchSharp;

const double Limit = 1e-4;
string folder = args is [var only] ? only : throw new ArgumentException("usage: Graft.Parity FOLDER");
double worst = 0;
foreach (var architecture in Architectures.All)
{
    string file = Path.Combine(folder, architecture.Name);
    if (!File.Exists($"{file}.json"))
    {
        continue;
    }
    JsonElement sizes = JsonDocument.Parse(File.ReadAllText($"{file}.json")).RootElement;
    int[] shape = [.. sizes.GetProperty("input").EnumerateArray().Select(size => size.GetInt32())];
    using WeightFile weights = WeightFile.Open($"{file}.pth");
    (Graph graph, LoadReport report) = architecture.Build(sizes.GetProperty("logits")[1].GetInt32(), side: shape[2]).Load(weights, architecture.ConventionOf(weights).Names, HeadWeights.Required);
    if (report.Unused.Count + report.New.Count > 0)
    {
        throw new InvalidDataException($"{report}");
    }
    float[] pictures = Floats($"{file}.input.bin"), expected = Floats($"{file}.logits.bin");
    double largest = expected.Max(Math.Abs);
    double[] differences = [Difference(OnRuntime(graph)), Difference(OnRuntime(graph.FoldBatchNorms())), Difference(OnTorch(graph))];
    worst = Math.Max(worst, differences.Max());
    int folded = graph.Nodes.Count - graph.FoldBatchNorms().Nodes.Count;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {architecture.Name} | {shape[2]} | {report.Loaded.Count + report.Reshaped.Count} | {report.Ignored.Count} | {folded} | {largest:F3} | {differences[0]:0.0E-00} | {differences[1]:0.0E-00} | {differences[2]:0.0E-00} |"));

    float[] OnRuntime(Graph model)
    {
        using OnnxSession session = new(model);
        return session.Run(pictures, shape[0], shape[2], shape[3]).ToArray();
    }

    float[] OnTorch(Graph model)
    {
        using TorchGraph network = new(model, new() { Trainable = _ => false });
        using IDisposable noGradient = torch.no_grad();
        using torch.Tensor input = torch.tensor(pictures, [.. shape.Select(size => (long)size)]);
        using torch.Tensor logits = network.Forward(input);
        return logits.data<float>().ToArray();
    }

    double Difference(float[] logits) => logits.Length == expected.Length ? logits.Zip(expected, (ours, theirs) => Math.Abs(ours - theirs)).Max() / largest : double.PositiveInfinity;
}
return worst <= Limit ? 0 : 1;

static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
