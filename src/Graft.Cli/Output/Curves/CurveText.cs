using System.Globalization;
using Graft.Charts;
using Graft.Training.Curves;

namespace Graft.Cli.Output.Curves;

/// <summary>Curves as a person reads them.</summary>
internal static class CurveText
{
    /// <summary>What the columns mean; the page says it too.</summary>
    public const string Meaning = "Each head was fitted to so many pictures of each class, drawn by chance, as often as the table says. In brackets is the 95 % interval of the mean; it counts both which pictures were drawn and which were measured on. Single draws: the worst and the best, which is how much luck there is in one.";

    public static void Write(LearningCurveSet set, TimeSpan taken, TextWriter to)
    {
        to.WriteLine($"{set.Classes} classes, measured on {set.Measured} {set.Split} pictures, in {Amounts.Duration(taken)}; chance is {Amounts.Percent(1.0 / set.Classes)}");
        to.WriteLine();
        TextTable table = new(">per class", ">pictures", ">top-1 (95 % interval)", ">draws", ">single draws");
        foreach (LearningCurve curve in set.Curves)
        {
            if (set.Curves.Count > 1)
            {
                table.Heading(curve.Name);
            }
            foreach (CurvePoint point in curve.Points)
            {
                table.Add(PerClass(point.Step), point.Step.Pictures.ToString(CultureInfo.InvariantCulture), Accuracy(point.Accuracy), point.Step.Draws.ToString(CultureInfo.InvariantCulture), Single(point));
            }
        }
        table.Write(to);
        to.WriteLine();
        if (set.Curves[0].Points.Count > 1)
        {
            to.WriteLine(TextChart.Of(CurveChart.Of(set)));
        }
        foreach (string sentence in CurveAdvice.Of(set))
        {
            to.WriteLine($"• {sentence}");
        }
    }

    /// <summary><c>10</c>, or <c>all (150)</c>.</summary>
    public static string PerClass(CurveStep step) => step.Shots is null ? $"all ({CurveAdvice.PerClass(step.PerClass)})" : step.Name;

    /// <summary><c>84.4 % (80.9–87.3)</c></summary>
    public static string Accuracy(Estimate accuracy) => string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy.Value:0.0} % ({100 * accuracy.Low:0.0}–{100 * accuracy.High:0.0})");

    /// <summary>The worst and the best draw; nothing where there is one.</summary>
    public static string Single(CurvePoint point) => point.Each.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * point.Each.Min():0.0}–{100 * point.Each.Max():0.0} %");
}
