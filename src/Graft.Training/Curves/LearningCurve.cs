namespace Graft.Training.Curves;

/// <summary>A number with the interval in which it lies with 95 % confidence.</summary>
public readonly record struct Estimate(double Value, double Low, double High);

/// <summary>Accuracy with so many pictures.</summary>
/// <param name="Step">How many.</param>
/// <param name="Accuracy">Mean share named right, over draws; the interval counts both which pictures were drawn and which happened to be measured on.</param>
/// <param name="Each">The share of each draw.</param>
public sealed record CurvePoint(CurveStep Step, Estimate Accuracy, IReadOnlyList<double> Each);

/// <summary>What more pictures do for one network.</summary>
/// <param name="Name">The network, as the person called it.</param>
/// <param name="Points">From few pictures to many.</param>
/// <param name="Law">What the points follow; null where they are too few to tell.</param>
/// <param name="Doubling">What twice as many pictures as at the last point would bring, as a share of the pictures named, if the curve goes on as it has; the interval counts how far the law missed the last point.</param>
/// <param name="Foretold">A test of the law: the accuracy of the last point as the law foretells it from those before; null without a law.</param>
public sealed record LearningCurve(string Name, IReadOnlyList<CurvePoint> Points, LearningLaw? Law, Estimate? Doubling, double? Foretold)
{
    public CurvePoint Last => Points[^1];

    /// <summary>Pictures of each class with which the measured curve reaches an accuracy, interpolated over their logarithm; null beyond its end. The first point's number where it is reached there already.</summary>
    public double? PicturesFor(double accuracy)
    {
        for (int at = 0; at < Points.Count; at++)
        {
            if (Points[at].Accuracy.Value >= accuracy)
            {
                if (at == 0)
                {
                    return Points[0].Step.PerClass;
                }
                (CurvePoint before, CurvePoint here) = (Points[at - 1], Points[at]);
                double share = (accuracy - before.Accuracy.Value) / (here.Accuracy.Value - before.Accuracy.Value);
                return before.Step.PerClass * Math.Pow(here.Step.PerClass / before.Step.PerClass, share);
            }
        }
        return null;
    }
}

/// <summary>How much better one network is than another with the most pictures measured.</summary>
/// <param name="Better">Position of the better one.</param>
/// <param name="Other">Position of the other.</param>
/// <param name="Difference">Of the shares named right, on the same draws and the same pictures.</param>
/// <param name="Factor">How many times as many pictures the other would need to be as good, by its law; infinite where it never would be, null without a law.</param>
public sealed record CurveDifference(int Better, int Other, Estimate Difference, Estimate? Factor);

/// <summary>Curves of one or several networks on the same draws, measured on the same pictures.</summary>
/// <param name="Split">The split that was measured on.</param>
/// <param name="Measured">Pictures that were measured on.</param>
/// <param name="Differences">The best network with the most pictures against each other one.</param>
public sealed record LearningCurveSet(IReadOnlyList<LearningCurve> Curves, string Split, int Measured, int Classes, IReadOnlyList<CurveDifference> Differences)
{
    /// <summary>Position of the network that is best with the most pictures.</summary>
    public int Best => Enumerable.Range(0, Curves.Count).MaxBy(at => Curves[at].Last.Accuracy.Value);
}
