using System.Globalization;
using Graft.Imaging;
using Graft.Models;
using SkiaSharp;

namespace Graft.Bench.Sections;

/// <summary>Pictures for each second of one core: bare decoding, bare decoding and scaling, and Graft's loaders. Processor seconds, so that a busy machine changes little; in turn, several rounds.</summary>
internal static class LoaderComparison
{
    private const int Most = 600;

    public static int Run(string data, int rounds)
    {
        ImageDataset dataset = ImageDataset.Open(data, new());
        ImageItem[] items = [.. dataset.Items(Split.Train).Take(Most)];
        Preprocessing preprocessing = Preprocessing.ImageNet;
        LoaderOptions options = new() { Batch = 32, Threads = 1, Preprocessing = preprocessing };
        (string Name, Func<int> Work)[] ways =
        [
            ("bare decoding (SkiaSharp, DCT-scaled)", () => Bare(items, preprocessing, scales: false)),
            ("bare decoding, and Skia's scaling to 224 × 224", () => Bare(items, preprocessing, scales: true)),
            ("EvaluationLoader (as PIL resizes)", () => Drain(EvaluationLoader.Create(items, options).Batches())),
            ("BatchLoader, not varied", () => Drain(BatchLoader.Create(items, options).Epoch(0))),
            ("BatchLoader, varied as 'finetune' does", () => Drain(BatchLoader.Create(items, options with { Augmentation = new() }).Epoch(0))),
        ];
        double[][] seconds = [.. ways.Select(_ => new double[rounds])];
        foreach ((_, Func<int> work) in ways)
        {
            work();
        }
        for (int round = 0; round < rounds; round++)
        {
            foreach ((int i, (string name, Func<int> work)) in ways.Index())
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                int count = work();
                seconds[i][round] = (Environment.CpuUsage.TotalTime - before).TotalSeconds / count;
            }
        }
        double bare = TrainingStep.Median(seconds[0]);
        ResultPage page = new("loader", $"Decoding of {items.Length} photos ({data.TrimEnd('/').Split('/')[^1]}), one core, medians of {rounds} rounds in turn, processor seconds.", $"dotnet run -c Release --project bench/Graft.Bench -- loader DATA");
        page.Table(["way", "pictures a second of one core", "of bare decoding", "of bare decoding and scaling"], ways.Select((way, i) =>
        {
            double median = TrainingStep.Median(seconds[i]);
            return new[] { way.Name, Number(1 / median, "0"), Number(bare / median, "0.00"), Number(TrainingStep.Median(seconds[1]) / median, "0.00") };
        }));
        page.Say("Bare decoding is the limit: the file to pixels, at the fraction of its size that the resize needs, no resize. Evaluation's pictures are resized exactly as PIL does; that wants twice the pixels of the result, where training's random crops are content with fewer.");
        return page.Write();
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static int Bare(ImageItem[] items, Preprocessing preprocessing, bool scales)
    {
        using BareDecoding decoding = new();
        using SKBitmap crop = new(new SKImageInfo(preprocessing.Width, preprocessing.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        foreach (ImageItem item in items)
        {
            SKBitmap decoded = decoding.Decode(item.File, preprocessing);
            if (scales)
            {
                BareDecoding.Scale(decoded, preprocessing, crop);
            }
        }
        return items.Length;
    }

    private static int Drain(IEnumerable<Batch> batches)
    {
        int count = 0;
        foreach (Batch batch in batches)
        {
            count += batch.Count;
            batch.Dispose();
        }
        return count;
    }
}
