using Graft.Bench.Comparisons;

namespace Graft.Bench.Sections;

/// <summary>How the peers are started. Both train a linear head first, then all of MobileNetV2, and print a line for each point.</summary>
internal static class Peers
{
    public static Job PyTorch(Comparison all, int epochs, int seed) =>
        new(Comparison.Python, Path.Combine(ResultPage.Root(), "bench", "pytorch", "finetune.py"), "--data", all.Data, "--weights", all.Weights, "--epochs", $"{epochs}", "--seed", $"{seed}");

    public static Job TorchSharp(Comparison all, int epochs, int seed) =>
        new("dotnet", Path.Combine(ResultPage.Root(), "artifacts", "bin", "Graft.TorchSharpPeer", "release", "Graft.TorchSharpPeer.dll"), all.Data, all.Weights, $"{epochs}", $"{seed}");
}
