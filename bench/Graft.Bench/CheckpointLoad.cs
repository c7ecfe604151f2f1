using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Core.Tests.Weights.TensorFlow;
using Graft.Graphs;
using Graft.Models;
using Graft.Training;
using Graft.Training.Native;
using Graft.Weights;

namespace Graft.Bench;

/// <summary>Writes a V1 checkpoint of VGG-19 as TF-Slim published it, with random numbers, and measures loading it: time beside plainly reading the file, and memory beside its size.</summary>
internal static class CheckpointLoad
{
    private static readonly (string Scope, long In, long Out, long Side)[] Layers =
    [
        .. ((int Convolutions, long In, long Out)[])[(2, 3, 64), (2, 64, 128), (4, 128, 256), (4, 256, 512), (4, 512, 512)] is var blocks
            ? blocks.Index().SelectMany(block => Enumerable.Range(1, block.Item.Convolutions), (block, i) => ($"conv{block.Index + 1}/conv{block.Index + 1}_{i}", i == 1 ? block.Item.In : block.Item.Out, block.Item.Out, 3L)) : [],
        ("fc6", 512, 4096, 7), ("fc7", 4096, 4096, 1), ("fc8", 4096, 1000, 1),
    ];

    /// <summary>574 MB: 143,667,240 floats, and the global step.</summary>
    public static int Write(string path)
    {
        Random random = new(19);
        CheckpointWriter.WriteV1(path,
        [
            new("global_step", ElementType.Int64, [], new byte[8]),
            .. Layers.SelectMany(layer => new[]
            {
                Draw($"vgg_19/{layer.Scope}/weights", layer.Side, layer.Side, layer.In, layer.Out),
                Draw($"vgg_19/{layer.Scope}/biases", layer.Out),
            }),
        ]);
        Console.WriteLine($"wrote {path}, {new FileInfo(path).Length / 1e6:f1} MB");
        return 0;

        WrittenTensor Draw(string name, params long[] sizes)
        {
            var bytes = new byte[4 * sizes.Aggregate((product, size) => product * size)];
            double scale = sizes.Length == 1 ? 0 : Math.Sqrt(12.0 * sizes[^1] / (bytes.Length / 4)); // keeps the variance through the layers, about
            foreach (ref float number in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
            {
                number = (float)((random.NextDouble() - 0.5) * scale);
            }
            return new(name, ElementType.Float32, sizes, bytes);
        }
    }

    /// <summary>Loads in processes of their own, several rounds in turn, and prints the medians.</summary>
    public static int Compare(string path, int rounds)
    {
        double[][] results = [.. Enumerable.Range(0, rounds).Select(_ => Run(Environment.ProcessPath!, "checkpoint", "once", path))];
        double size = new FileInfo(path).Length / 1e6;
        double[] median = [.. Enumerable.Range(0, results[0].Length).Select(column => TrainingStep.Median(results.Select(row => row[column])))];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {path}: {size:f0} MB, medians of {rounds}
            read through a buffer of 1 MiB      {median[0]:f3} s
            read whole into memory              {median[1]:f3} s
            loaded into VGG-19 on libtorch      {median[2]:f3} s, {median[2] / median[0]:f2} and {median[2] / median[1]:f2} times as long
            more memory at most                 {median[3]:f0} MB, {median[3] / size:f2} times the file
            """));
        return 0;
    }

    /// <summary>One round: seconds to read the file through a buffer and whole, seconds to load it, and by how many megabytes the process grew at most meanwhile.</summary>
    public static int Once(string path)
    {
        LibTorch.EnsureLoaded();
        Graph drawn = Architectures.Find("vgg19").Build();
        using (TorchGraph tiny = new(Architectures.Find("tiny").Build(), new()))
        {
        }
        double buffered = Time(() =>
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            byte[] buffer = GC.AllocateUninitializedArray<byte>(1 << 20);
            while (file.Read(buffer) > 0)
            {
            }
        });
        double before = Megabytes("VmRSS");
        double load = Time(() =>
        {
            using WeightFile file = WeightFile.Open(path);
            Graph graph = drawn.Load(file, Architectures.Find("vgg19").ConventionOf(file).Names, HeadWeights.Required).Graph;
            using TorchGraph network = new(graph, new());
        });
        double grown = Megabytes("VmHWM") - before;
        double whole = Time(() => File.ReadAllBytes(path));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{buffered:f4} {whole:f4} {load:f4} {grown:f1}"));
        return 0;
    }

    private static double Time(Action action)
    {
        Stopwatch watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>A figure of the process, as Linux counts it: resident now, or at most so far.</summary>
    private static double Megabytes(string name) =>
        double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) * 1024 / 1e6;

    private static double[] Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
