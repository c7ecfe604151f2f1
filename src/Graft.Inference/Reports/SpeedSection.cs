using System.Globalization;
using Graft.Html;
using Graft.Runs;

namespace Graft.Inference.Reports;

/// <summary>What it took, and on what machine.</summary>
internal static class SpeedSection
{
    public static void Write(HtmlWriter html, ReportFacts facts)
    {
        html.Element("h2", "Speed, machine and versions", ("id", "speed")).Line();
        double[] speeds = [.. facts.Log.OfType<StepDone>().Select(step => step.ImagesPerSecond).Where(double.IsFinite).Order()];
        double checkpoints = facts.Log.OfType<CheckpointSaved>().Sum(saved => saved.Seconds);
        html.Facts(
            ("training, all told", facts.Seconds is { } all ? Seconds(all) : null),
            ("of it, the head on features", facts.Head is { } head ? Seconds(head.Seconds) : null),
            ("of it, writing checkpoints", checkpoints > 0 ? Seconds(checkpoints) : null),
            ("training speed", speeds.Length > 0 ? Rate(speeds[speeds.Length / 2], "median of the steps") : null),
            ("steps", facts.Run.Info.Step > 0 ? facts.Run.Info.Step.ToString(CultureInfo.InvariantCulture) : null),
            ("trained weights", facts.Started is { Parameters: > 0 } started ? Amounts.Count(started.Parameters) : null),
            ("measuring", facts.Measured is { } measured && measured.Outcomes.Origin.Seconds > 0
                ? $"{Seconds(measured.Outcomes.Origin.Seconds)} for {measured.Report.Count} {measured.Name} pictures, {Rate(measured.Report.Count / measured.Outcomes.Origin.Seconds, "decoding included, ONNX Runtime")}" : null),
            ("device", facts.Recipe.Run.Device.ToString()),
            ("machine", facts.Run.Info.Process?.Machine),
            ("versions", string.Join(", ", facts.Run.Info.Versions.Select(version => $"{version.Key} {version.Value}"))));
    }

    private static string Seconds(double seconds) => Amounts.Duration(TimeSpan.FromSeconds(seconds));

    private static string Rate(double perSecond, string how) => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.#} pictures a second ({how})");
}
