using System.Globalization;
using Graft.Charts;
using Graft.Cli.Output;
using Graft.Inference;
using Graft.Runs;

namespace Graft.Cli.Quickstart;

/// <summary>What the tour shows at its end.</summary>
internal static class TourText
{
    private const int BarWidth = 40;

    public static void WriteComparison(ClassificationReport with, ClassificationReport without, int classes, TextWriter to)
    {
        foreach ((string name, ClassificationReport report) in new[] { ("from scratch", without), ("by transfer", with) })
        {
            int filled = (int)Math.Round(BarWidth * report.Top1.Value);
            to.WriteLine($"  {name,-12}  {new string('█', filled)}{new string('░', BarWidth - filled)}  {report.Top1}");
        }
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  (top-1 on held-out pictures, in brackets the 95 % interval; chance is {100.0 / classes:0.0} %)"));
    }

    /// <summary>Accuracy on pictures held out of the training, as both trainings went.</summary>
    public static void WriteCurves(IReadOnlyList<Evaluated> with, IReadOnlyList<Evaluated> without, TextWriter to)
    {
        LineChart chart = new()
        {
            Title = "Top-1 on held-out pictures",
            XTitle = "steps",
            YTitle = string.Create(CultureInfo.InvariantCulture, $"top-1 in %, on the {with[^1].Count} of the training pictures that were held out, while training"),
            Series = [Points("by transfer", with), Points("from scratch", without)],
        };
        to.WriteLine();
        foreach (string line in TextChart.Of(chart, width: 74, height: 13).TrimEnd('\n').Split('\n'))
        {
            to.WriteLine($"  {line}");
        }

        static Series Points(string name, IReadOnlyList<Evaluated> evaluated) => new(name, [.. evaluated.Select(each => new ChartPoint(each.Step, 100 * each.Top1))]);
    }

    public static void WritePrediction(string photo, IReadOnlyList<Prediction> answers, TextWriter to)
    {
        to.WriteLine($"  {photo}");
        foreach (Prediction answer in answers)
        {
            to.WriteLine($"  {Amounts.Percent(answer.Probability),7}  {answer.Label}");
        }
    }

    public static void WriteEnd(string folder, string run, string report, string pictures, TimeSpan taken, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"Done in {Amounts.Duration(taken)}. What it made:");
        new TextTable("", "")
            .Add("  model", Path.Combine(run, "model.onnx"))
            .Add("  report", report)
            .Add("  log", Path.Combine(run, "log.jsonl"))
            .Add("  curves", $"tensorboard --logdir {folder}")
            .Add("  pictures", pictures)
            .Write(to);
        to.WriteLine();
        to.WriteLine("Now your own: put pictures into one folder per class (photos/rose/1.jpg, photos/tulip/2.jpg, …) and type");
        to.WriteLine("  ./graft train --data photos --model mobilenet_v2 --out runs/mine");
        to.WriteLine("  ./graft evaluate runs/mine");
        to.WriteLine("  ./graft predict runs/mine photo.jpg");
        to.WriteLine("The pretrained weights are fetched once ('./graft weights list' shows what there is); any ONNX image network will do as well: --model FILE.onnx");
    }
}
