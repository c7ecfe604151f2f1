using System.Diagnostics;
using Graft.Bench;
using Graft.Models;
using Graft.Training;
using Graft.Training.Optimizers;
using TorchSharp;

// graft-bench step NETWORK:BATCH… [--steps N]   times a training step as bench/pytorch/train_step.py does
Graft.Training.Native.LibTorch.EnsureLoaded();
string[] networks = [.. args.Where(arg => arg.Contains(':'))];
if (args.Contains("--one")) { torch.set_num_threads(1); }
bool frozen = args.Contains("--frozen"), first = !args.Contains("--rest");
Console.WriteLine($"matmul {TrainingStep.MatrixProductRate():f1}");
foreach (string entry in networks)
{
    string[] parts = entry.Split(':');
    Console.WriteLine($"{parts[0]} {parts[1]} {TrainingStep.Seconds(parts[0], int.Parse(parts[1]), frozen, 3):f3}");
}

namespace Graft.Bench
{
    internal static class TrainingStep
    {
        public static double MatrixProductRate()
        {
            using var a = torch.randn(2048, 2048);
            using var b = torch.randn(2048, 2048);
            torch.mm(a, b).Dispose();
            double[] seconds = [.. Enumerable.Range(0, 5).Select(_ => Time(() => torch.mm(a, b).Dispose())).Order()];
            return 2 * Math.Pow(2048, 3) / seconds[2] / 1e9;
        }

        public static double Seconds(string name, int batch, bool frozenNorm, int steps)
        {
            var graph = Architectures.Find(name).Build();
            using TorchGraph network = new(graph, new() { TrainBatchNorm = !frozenNorm });
            using Sgd optimizer = new([.. network.Parameters.Select(p => new OptimizedWeight(p, network[p], 1, true))], 0.9, weightDecay: 1e-4);
            using var raw = torch.randn(batch, 3, graph.Input.Type.Shape[2], graph.Input.Type.Shape[3]);
            using var pictures = Environment.GetCommandLineArgs().Contains("--last") ? raw.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : raw.alias();
            using var labels = torch.randint(0, 1000, batch);
            List<double> times = [];
            double forward = 0, backward = 0, optimize = 0;
            for (int step = 0; step <= steps; step++)
            {
                using var scope = torch.NewDisposeScope();
                torch.Tensor? loss = null;
                forward = Time(() => { optimizer.ClearGradients(); loss = torch.nn.functional.cross_entropy(network.Forward(pictures, training: true), labels); });
                backward = Time(() => loss!.backward());
                optimize = Time(() => optimizer.Step(0.001, step));
                times.Add(forward + backward + optimize);
            }
            Console.WriteLine($"  forward {forward:f3} backward {backward:f3} optimizer {optimize:f3}");
            return times.Skip(1).Order().ElementAt(steps / 2);
        }

        private static double Time(Action action)
        {
            if (Environment.GetCommandLineArgs().Contains("--one"))
            {
                TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
                action();
                return (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
            }
            long start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
