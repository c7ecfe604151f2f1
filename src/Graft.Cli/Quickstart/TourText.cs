using System.Globalization;
using Graft.Cli.Output;
using Graft.Imaging.Synthetic;
using Graft.Inference;

namespace Graft.Cli.Quickstart;

/// <summary>What the tour shows at its end.</summary>
internal static class TourText
{
    private const int BarWidth = 40;

    public static void WriteComparison(ClassificationReport with, ClassificationReport without, SyntheticPictures target, TextWriter to)
    {
        foreach ((string name, ClassificationReport report) in new[] { ("from scratch", without), ("by transfer", with) })
        {
            int filled = (int)Math.Round(BarWidth * report.Top1.Value);
            to.WriteLine($"  {name,-12}  {new string('█', filled)}{new string('░', BarWidth - filled)}  {report.Top1}");
        }
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  (top-1 on held-out pictures, in brackets the 95 % interval; chance is {100.0 / target.Classes.Count:0.0} %)"));
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
