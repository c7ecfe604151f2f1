using Graft.Inference;

namespace Graft.Training.Curves;

/// <summary>What curves say, and how sure it is.</summary>
/// <param name="pictures">Pictures that were measured on.</param>
internal sealed class CurveFit(IReadOnlyList<CurveStep> steps, CurveReplicas replicas, int pictures)
{
    private readonly double[] perClass = [.. steps.Select(step => step.PerClass)];

    /// <param name="right">For each step and draw, 1 for each picture named right and 0 for each other.</param>
    public LearningCurve Curve(string name, int network, float[][][] right)
    {
        CurvePoint[] points = [.. steps.Select((step, at) => Point(step, [.. right[at].Select(draw => draw.Average(each => (double)each))], network, at))];
        if (steps.Count < LearningLaw.FewestPoints)
        {
            return new(name, points, null, null, null);
        }
        double[] errors = [.. points.Select(point => 1 - point.Accuracy.Value)], weights = Weights(network);
        LearningLaw law = LearningLaw.Fit(perClass, errors, weights);
        double foretold = 1 - LearningLaw.Fit(perClass.AsSpan()[..^1], errors.AsSpan()[..^1], weights.AsSpan()[..^1]).Error(perClass[^1]);
        Estimate gain = replicas.Around(Gain(law), replica => Gain(LawOf(replica[network], weights)));
        return new(name, points, law, Widened(gain, Math.Abs(foretold - points[^1].Accuracy.Value)), foretold);
    }

    /// <summary>The replicas know the chance in the points, but not that the law may be another one. What it missed the last point by, from those before it, says how much that is; for the same share of doublings.</summary>
    private Estimate Widened(Estimate gain, double missed)
    {
        double each = missed * Math.Min(1, Math.Log(2) / Math.Log(perClass[^1] / perClass[^2]));
        return gain with
        {
            Low = Math.Max(0, gain.Value - Math.Sqrt(Math.Pow(gain.Value - gain.Low, 2) + (each * each))),
            High = gain.Value + Math.Sqrt(Math.Pow(gain.High - gain.Value, 2) + (each * each)),
        };
    }

    public CurveDifference Difference(IReadOnlyList<LearningCurve> curves, int better, int other)
    {
        Estimate difference = replicas.Around(curves[better].Last.Accuracy.Value - curves[other].Last.Accuracy.Value, replica => replica[better][^1] - replica[other][^1]);
        if (curves[other].Law is not { } law)
        {
            return new(better, other, difference, null);
        }
        double[] weights = Weights(other);
        // A replica in which the other is the better one needs no more pictures.
        double Factor(LearningLaw of, double error) => Math.Max(1, of.PicturesFor(error) / perClass[^1]);
        return new(better, other, difference, replicas.Around(Factor(law, 1 - curves[better].Last.Accuracy.Value), replica => Factor(LawOf(replica[other], weights), 1 - replica[better][^1])));
    }

    private CurvePoint Point(CurveStep step, double[] each, int network, int at)
    {
        double mean = each.Average();
        Estimate drawn = replicas.Around(mean, replica => replica[network][at]);
        // With one draw, and where every replica is alike, the bootstrap has less to say than Wilson.
        Proportion alone = Proportion.Of((long)Math.Round(mean * pictures), pictures);
        return new(step, each.Length == 1 || drawn.High - drawn.Low == 0 ? new(mean, alone.Low, alone.High) : drawn, each);
    }

    private double[] Weights(int network) => [.. steps.Select((_, at) => 1 / replicas.Variance(network, at, pictures))];

    private LearningLaw LawOf(double[] shares, double[] weights) => LearningLaw.Fit(perClass, [.. shares.Select(share => 1 - share)], weights);

    /// <summary>What twice as many pictures bring.</summary>
    private double Gain(LearningLaw law) => law.Error(perClass[^1]) - law.Error(2 * perClass[^1]);
}
