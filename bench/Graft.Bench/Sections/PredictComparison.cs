using System.Diagnostics;
using System.Globalization;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace Graft.Bench.Sections;

/// <summary>Naming a folder of photos: Graft's predictor beside a loop over ONNX Runtime written by hand, with decoding on other threads meanwhile; and one photo from the start of the process.</summary>
internal static class PredictComparison
{
    private const int Most = 400, Batch = 8;

    public static int Run(string data, int rounds, string[] networks)
    {
        string[] photos = [.. ImageDataset.Open(data, new()).Items(Split.Train).Take(Most).Select(item => item.File)];
        ResultPage page = new("predict", $"{photos.Length} photos ({data.TrimEnd('/').Split('/')[^1]}) from files to class names, {Environment.ProcessorCount} cores, medians of {rounds} rounds in turn.", $"dotnet run -c Release --project bench/Graft.Bench -- predict DATA");
        List<string[]> rows = [];
        foreach (string name in networks)
        {
            using TemporaryFile file = new(Architectures.Find(name).Build());
            Way bare = new(() => Bare(file.Path, photos)), ours = new(() => Ours(file.Path, photos)), decoding = new(() => DecodeAlone(photos)), network = new(() => RunAlone(file.Path, photos.Length));
            for (int round = 0; round <= rounds; round++)
            {
                foreach (Way way in new[] { bare, ours, decoding, network })
                {
                    way.Take();
                }
            }
            double limit = Environment.ProcessorCount * photos.Length / (decoding.Cpu + network.Cpu);
            rows.Add([name, Number(photos.Length / bare.Wall), Number(photos.Length / ours.Wall), Number(bare.Wall / ours.Wall), Number(limit), Number(photos.Length / ours.Wall / limit),
                .. new[] { bare, ours, decoding, network }.Select(way => Number(1000 * way.Cpu / photos.Length))]);
        }
        page.Table(["network", "ONNX Runtime by hand, pictures/s", "Graft, pictures/s", "Graft / by hand", "limit, pictures/s", "Graft / limit", "processor ms a picture: by hand", "Graft", "bare decoding", "ONNX Runtime alone"], rows);
        page.Say("The limit: all cores do nothing but bare decoding (SkiaSharp, no resize) and ONNX Runtime on pictures that are there already, and never wait for each other. Both ways load the model too.");
        return page.Write();
    }

    /// <summary>Prints how many pictures a second ONNX Runtime by hand names, for other programs to be held against.</summary>
    public static int BareBatches(string model, string[] photos, int seconds)
    {
        Bare(model, photos[..Math.Min(photos.Length, 4 * Batch)]);
        long begun = Stopwatch.GetTimestamp(), done = 0;
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
        {
            Bare(model, photos);
            done += photos.Length;
        }
        Console.WriteLine((done / Stopwatch.GetElapsedTime(begun).TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture));
        return 0;
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);

    private static void Ours(string model, string[] photos)
    {
        using Predictor predictor = Predictor.Open(model);
        _ = predictor.PredictAll(photos, top: 1).Count();
    }

    private static void DecodeAlone(string[] photos)
    {
        using BareDecoding decoding = new();
        foreach (string photo in photos)
        {
            decoding.Decode(photo, Preprocessing.ImageNet);
        }
    }

    private static void RunAlone(string model, int pictures)
    {
        using InferenceSession session = Open(model);
        float[] input = new float[Batch * 3 * Preprocessing.ImageNet.Height * Preprocessing.ImageNet.Width];
        using RunOptions run = new();
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, [Batch, 3, Preprocessing.ImageNet.Height, Preprocessing.ImageNet.Width]);
        for (int done = 0; done < pictures; done += Batch)
        {
            using IDisposableReadOnlyCollection<OrtValue> output = session.Run(run, session.InputNames, [value], session.OutputNames);
        }
    }

    private static InferenceSession Open(string model)
    {
        using SessionOptions settings = new() { IntraOpNumThreads = Environment.ProcessorCount };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(model, settings);
    }

    // Decoding fills one batch on all cores while the other runs.
    private static void Bare(string model, string[] photos)
    {
        using InferenceSession session = Open(model);
        Preprocessing preprocessing = Preprocessing.ImageNet;
        int length = 3 * preprocessing.Width * preprocessing.Height;
        float[][] buffers = [new float[Batch * length], new float[Batch * length]];
        using RunOptions run = new();
        Task decoding = Decode(0);
        for (int batch = 0; batch * Batch < photos.Length; batch++)
        {
            decoding.Wait();
            decoding = (batch + 1) * Batch < photos.Length ? Decode(batch + 1) : Task.CompletedTask;
            int count = Math.Min(Batch, photos.Length - (batch * Batch));
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffers[batch % 2].AsMemory(0, count * length), [count, 3, preprocessing.Height, preprocessing.Width]);
            using IDisposableReadOnlyCollection<OrtValue> output = session.Run(run, session.InputNames, [input], session.OutputNames);
        }

        Task Decode(int batch) => Task.Run(() => Parallel.For(0, Math.Min(Batch, photos.Length - (batch * Batch)), () => (new BareDecoding(), new SKBitmap(new SKImageInfo(preprocessing.Width, preprocessing.Height, SKColorType.Rgba8888, SKAlphaType.Opaque))), (i, _, mine) =>
        {
            mine.Item1.Read(photos[(batch * Batch) + i], preprocessing, buffers[batch % 2].AsSpan(i * length, length), mine.Item2);
            return mine;
        }, mine =>
        {
            mine.Item1.Dispose();
            mine.Item2.Dispose();
        }));
    }

    /// <summary>What one way takes, warmed up once.</summary>
    private sealed class Way(Action work)
    {
        private readonly List<(double Wall, double Cpu)> taken = [];

        public double Wall => TrainingStep.Median(taken.Skip(1).Select(each => each.Wall));

        public double Cpu => TrainingStep.Median(taken.Skip(1).Select(each => each.Cpu));

        public void Take()
        {
            (long start, TimeSpan before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            work();
            taken.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds));
        }
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(Graph graph) => OnnxWriter.Write(graph, Path);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"graft-bench-{Guid.NewGuid():N}.onnx");

        public void Dispose() => File.Delete(Path);
    }
}
