using System.Globalization;
using Graft.Inference;

namespace Graft.Cli.Output;

/// <summary>A measurement as a person reads it.</summary>
internal static class ReportText
{
    private const int MostClasses = 40, MostConfusions = 10, WidestMatrix = 20, WidestLabel = 40;

    public static void Write(ClassificationReport report, ReportedCalibration calibration, TextWriter to)
    {
        new TextTable("", "")
            .Add("pictures", report.Count.ToString(CultureInfo.InvariantCulture))
            .Add("top-1", $"{report.Top1}")
            .Add("top-5", $"{report.Top5}")
            .Add("macro F1", Amounts.Percent(report.MacroF1))
            .Add("loss", string.Create(CultureInfo.InvariantCulture, $"{report.MeanLoss:0.000} nats"))
            .Add("calibration", string.Create(CultureInfo.InvariantCulture, $"off by {calibration.Error:0.000}, of which chance explains {calibration.Floor:0.000}{(calibration.Before is { } before ? $"; {before:0.000} without its temperature" : "")}"))
            .Write(to);
        to.WriteLine("(in brackets: the 95 % interval; calibration: mean gap between probability and accuracy, 15 bins)");
        to.WriteLine();
        WriteClasses(report, to);
        WriteConfusions(report, to);
    }

    private static void WriteClasses(ClassificationReport report, TextWriter to)
    {
        ClassMeasure[] shown = [.. report.Classes.Where(measure => measure.Count > 0)];
        TextTable table = new("class", ">pictures", ">accuracy", ">precision", ">F1");
        foreach (ClassMeasure measure in shown.OrderBy(measure => measure.Recall.Value).Take(MostClasses))
        {
            table.Add(Short(measure.Label), measure.Count.ToString(CultureInfo.InvariantCulture), $"{measure.Recall}", Amounts.Percent(measure.Precision.Value), Amounts.Percent(measure.F1));
        }
        table.Write(to);
        if (shown.Length > MostClasses)
        {
            to.WriteLine($"… and {shown.Length - MostClasses} classes that are recognised better; --json has all");
        }
    }

    private static void WriteConfusions(ClassificationReport report, TextWriter to)
    {
        (ClassMeasure Actual, ClassMeasure Predicted, int Count)[] pairs = [.. report.Confusions().Take(MostConfusions)];
        if (pairs.Length == 0)
        {
            return;
        }
        to.WriteLine();
        if (report.Classes.Count <= WidestMatrix)
        {
            WriteMatrix(report, to);
            return;
        }
        TextTable table = new("most confused", "taken for", ">pictures");
        foreach ((ClassMeasure actual, ClassMeasure predicted, int count) in pairs)
        {
            table.Add(Short(actual.Label), Short(predicted.Label), $"{count} of {actual.Count}");
        }
        table.Write(to);
    }

    private static string Short(string label) => label.Length <= WidestLabel ? label : $"{label[..(WidestLabel - 1)]}…";

    private static void WriteMatrix(ClassificationReport report, TextWriter to)
    {
        TextTable table = new([">", "shown \\ taken for", .. report.Classes.Select((_, column) => $">{column + 1}")]);
        foreach ((int row, ClassMeasure measure) in report.Classes.Index())
        {
            table.Add([$"{row + 1}", Short(measure.Label), .. Enumerable.Range(0, report.Classes.Count).Select(column => report.Confusion[row, column] is var count && count == 0 ? "·" : $"{count}")]);
        }
        table.Write(to);
    }
}
