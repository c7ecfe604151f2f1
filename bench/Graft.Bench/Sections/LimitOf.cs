using System.Globalization;
using Graft.Bench.Comparisons;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Models;

namespace Graft.Bench.Sections;

/// <summary>What the cores could do at best, beside what was measured.</summary>
internal static class LimitOf
{
    public const string Product = "matrix product";

    public static int TrainingPictures(Comparison all) => ImageDataset.Open(all.Data, new()).Items(Split.Train).Count();

    /// <summary>GFLOP/s of a 2048³ product of 32-bit floats, measured once for each comparison.</summary>
    public static double Rate(Comparison all)
    {
        all.Take("limit", Product, "GFLOP/s", 1, log =>
        {
            string said = new Job(Environment.ProcessPath!, "matrix-product").Run(log).Output;
            return [new("limit", Product, "GFLOP/s", 1, double.Parse(said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture))];
        });
        return all.Of("limit", Product, "GFLOP/s").First().Seconds;
    }

    public static string Training(Comparison all, string[] lengths)
    {
        double rate = Rate(all), pictures = TrainingPictures(all), work = 6.0 * Architectures.Find("mobilenet_v2").Build().Cost().MultiplyAdds / 1e9;
        string times = string.Join(", ", lengths.Select(length => $"{length}: {Figures.Text(work * pictures * double.Parse(length, CultureInfo.InvariantCulture) / rate, "0")} s"));
        return $"The limit: a 2048³ product of 32-bit floats runs at {Figures.Text(rate, "0")} GFLOP/s on these cores; at that rate forward and backward passes of all layers over all training pictures at 224 pixels (6 operations for each multiply-add of the forward pass), as the peers make them, would take, by epochs, {times}. "
            + "Most of MobileNetV2 is bound by memory instead (training-step has the shares); Graft is under these figures where it is because it computes less: smaller pictures, and no gradients for the half of the layers nearest to them.";
    }
}
