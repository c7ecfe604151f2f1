using System.Globalization;
using Graft.Inference.Comparison;

namespace Graft.Training.Curves;

/// <summary>What curves mean for a person who must choose between labelling and another network.</summary>
public static class CurveAdvice
{
    /// <summary>Below one point in a hundred a gain is not worth an afternoon of labelling.</summary>
    private const double WorthWhile = 0.01;

    /// <summary>Beyond so many times the pictures measured, a law says nothing that can be relied on.</summary>
    private const double FarthestFactor = 4;

    /// <summary>The answer, first; then what it rests on, a sentence each.</summary>
    public static IReadOnlyList<string> Of(LearningCurveSet set) =>
    [
        Answer(set),
        .. set.Curves.OrderByDescending(curve => curve.Last.Accuracy.Value).Select(Doubling).OfType<string>(),
        .. set.Differences.OrderByDescending(difference => set.Curves[difference.Other].Last.Accuracy.Value).Select(difference => Difference(set, difference)),
        .. Doubts(set),
    ];

    /// <summary>The interval of a difference: <c>1.0–3.2</c>, or with signs where they differ.</summary>
    public static string Range(Estimate estimate) => estimate.Low >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{100 * estimate.Low:0.0}–{100 * estimate.High:0.0}") : $"{ComparisonWords.Points(estimate.Low)} to {ComparisonWords.Points(estimate.High)}";

    /// <summary>Pictures of each class, as a person says them.</summary>
    public static string PerClass(double number) => number.ToString(number < 10 && number != Math.Floor(number) ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Answer(LearningCurveSet set)
    {
        LearningCurve best = set.Curves[set.Best];
        if (best.Doubling is not { } gain)
        {
            return $"Whether more pictures would help cannot be told from so few numbers of them ({best.Points.Count}): name {LearningLaw.FewestPoints} or more with --shots.";
        }
        return gain switch
        {
            { Low: >= WorthWhile } => $"More pictures help: with {best.Name} the curve still rises.",
            { High: < WorthWhile } => $"Change the network rather than label more of the same: with {best.Name} the curve is flat. Fine-tune it, try a larger one, or look for wrong labels (graft check --model).",
            { Value: >= WorthWhile } => $"More pictures probably help with {best.Name}, but that is not certain.",
            _ => $"More pictures probably help little with {best.Name}, but that is not certain; another network may be worth more.",
        };
    }

    private static string? Doubling(LearningCurve curve) => curve.Doubling is not { } gain ? null
        : $"{curve.Name}: twice as many pictures ({PerClass(2 * curve.Last.Step.PerClass)} of each class instead of {PerClass(curve.Last.Step.PerClass)}) would bring about {ComparisonWords.Points(gain.Value)} points ({Range(gain)}), if the curve goes on as it has."
          + (curve.Foretold is { } foretold ? $" From the points before it the last would have been expected at {Amounts.Percent(foretold)}; it is {Amounts.Percent(curve.Last.Accuracy.Value)}." : "");

    private static string Difference(LearningCurveSet set, CurveDifference difference)
    {
        (LearningCurve better, LearningCurve other) = (set.Curves[difference.Better], set.Curves[difference.Other]);
        string apart = $"{ComparisonWords.Points(difference.Difference.Value)} points ({Range(difference.Difference)})";
        if (difference.Difference.Low <= 0)
        {
            return $"{better.Name} and {other.Name} cannot be told apart with {PerClass(other.Last.Step.PerClass)} pictures of each class: {apart}.";
        }
        string enough = better.PicturesFor(other.Last.Accuracy.Value) is { } few && few < other.Last.Step.PerClass
            ? $" {(few <= better.Points[0].Step.PerClass ? "Already with" : "With about")} {PerClass(few < 10 ? Math.Round(few, 1) : few)} of each class it is as good as {other.Name} with {PerClass(other.Last.Step.PerClass)}."
            : "";
        string factor = difference.Factor switch
        {
            { Value: > FarthestFactor } => $" By labelling, {other.Name} would need more than {FarthestFactor:0} times the pictures to be as good, if that is possible at all.",
            { } times => string.Create(CultureInfo.InvariantCulture, $" By labelling, {other.Name} would need about {times.Value:0.0} times the pictures to be as good ({times.Low:0.0} times at least)."),
            null => "",
        };
        return $"{better.Name} instead of {other.Name} brings {apart} with all pictures measured.{enough}{factor}";
    }

    private static IEnumerable<string> Doubts(LearningCurveSet set)
    {
        LearningCurve best = set.Curves[set.Best];
        if (best.Last.Accuracy.High - best.Last.Accuracy.Low > 0.1)
        {
            yield return $"{set.Measured} {set.Split} pictures are few: every figure here may be off by {100 * (best.Last.Accuracy.High - best.Last.Accuracy.Low) / 2:0} points. More pictures to measure on make it sharper.";
        }
        yield return "Only the head learned here. Fine-tuning usually brings points that no one has to label for, so try it before labelling: graft train --recipe finetune.";
    }
}
