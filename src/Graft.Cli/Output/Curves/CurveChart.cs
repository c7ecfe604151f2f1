using Graft.Charts;
using Graft.Training.Curves;

namespace Graft.Cli.Output.Curves;

/// <summary>Curves as a chart: accuracy in percent over labelled pictures, and what twice as many would bring.</summary>
internal static class CurveChart
{
    public static LineChart Of(LearningCurveSet set) => new()
    {
        Title = "Accuracy over labelled pictures",
        XTitle = "labelled pictures of each class",
        YTitle = "top-1 (%)",
        IsXLogarithmic = true,
        Series = [.. set.Curves.Select(Of)],
    };

    private static Series Of(LearningCurve curve)
    {
        CurvePoint last = curve.Last;
        return new(curve.Name, [.. curve.Points.Select(point => new ChartPoint(point.Step.PerClass, 100 * point.Accuracy.Value, 100 * point.Accuracy.Low, 100 * point.Accuracy.High))])
        {
            Expected = curve.Doubling is not { } gain ? [] : [new(2 * last.Step.PerClass, Above(gain.Value), Above(gain.Low), Above(gain.High))],
        };

        double Above(double gain) => 100 * Math.Min(1, last.Accuracy.Value + gain);
    }
}
