using System.Diagnostics;
using System.Globalization;
using Graft.Models;
using Graft.Training;
using Graft.Training.Native;
using Graft.Training.Optimizers;
using Graft.Training.Profiling;
using TorchSharp;

namespace Graft.Bench;

/// <summary>One training step of a network, as <c>bench/pytorch/train_step.py</c> takes it: forward, backward, SGD with momentum and decay; random pictures of 224 pixels.</summary>
internal static class TrainingStep
{
    private const int Steps = 3;

    public static int Print(string name, int batch, bool frozenNorm)
    {
        LibTorch.EnsureLoaded();
        var graph = Architectures.Find(name).Build();
        using TorchGraph network = new(graph, new() { TrainBatchNorm = !frozenNorm });
        using Sgd optimizer = new([.. network.Parameters.Select(weight => new OptimizedWeight(weight, network[weight], 1, true))], 0.9, weightDecay: 1e-4);
        using torch.Tensor pictures = torch.randn(batch, 3, graph.Preprocessing!.Height, graph.Preprocessing.Width);
        using torch.Tensor labels = torch.randint(0, 1000, batch);
        List<double> seconds = [];
        for (int step = 0; step <= Steps; step++)
        {
            seconds.Add(Time(() =>
            {
                using IDisposable scope = torch.NewDisposeScope();
                optimizer.ClearGradients();
                torch.nn.functional.cross_entropy(network.Forward(pictures, training: true), labels).backward();
                optimizer.Step(0.001, step);
                GC.Collect(0); // as the trainer does
            }));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {batch} {Median(seconds.Skip(1)):f3}"));
        return 0;
    }

    /// <summary>The rate of a 2048³ product of 32-bit floats, GFLOP/s: what the cores can do.</summary>
    public static int PrintMatrixProduct()
    {
        LibTorch.EnsureLoaded();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"matmul {MatrixRate.Measure() / 1e9:f1}"));
        return 0;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
