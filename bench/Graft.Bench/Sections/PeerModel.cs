using Graft.Bench.Comparisons;
using Graft.Graphs;
using Graft.Models;
using Graft.Onnx;
using Graft.Weights;

namespace Graft.Bench.Sections;

/// <summary>MobileNetV2 as a file for ONNX Runtime, made once of the weights that all train from.</summary>
internal static class PeerModel
{
    public static string Write(Comparison all)
    {
        string path = Path.Combine(all.Work, "mobilenet_v2.onnx");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(all.Work);
            using WeightFile file = WeightFile.Open(all.Weights);
            Architecture network = Architectures.Find("mobilenet_v2");
            Graph graph = network.Build().Load(file, network.ConventionOf(file).Names, HeadWeights.WhereTheyFit).Graph;
            OnnxWriter.Write(graph, path);
        }
        return path;
    }
}
