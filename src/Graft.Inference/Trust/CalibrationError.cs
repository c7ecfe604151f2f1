namespace Graft.Inference;

/// <summary>One bin of a reliability diagram: pictures whose probabilities are alike.</summary>
/// <param name="Low">Probabilities from here, exclusive.</param>
/// <param name="High">To here, inclusive.</param>
/// <param name="Confidence">Their mean; 0 in an empty bin.</param>
/// <param name="Accuracy">The share of the pictures that were named right.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);

/// <summary>How far probabilities are from what comes true.</summary>
/// <param name="Value">The expected calibration error: the gap between probability and accuracy, averaged over pictures, in [0, 1].</param>
/// <param name="Floor">What probabilities that are exactly right would show on average, measured on as many pictures: the mean distance of a bin's count of right answers from what its probabilities promise, as a normal distribution has it.</param>
/// <remarks>Naeini et al. 2015; Guo et al. 2017 (arXiv:1706.04599), equation 3, with bins of equal width of the named class's probability. It is biased upwards where bins hold few pictures, which <see cref="Floor"/> says.</remarks>
public sealed record CalibrationError(double Value, IReadOnlyList<ReliabilityBin> Bins, double Floor)
{
    public const int UsualBins = 15;

    public static CalibrationError Of(LabelledLogits outcomes, int bins = UsualBins)
    {
        (int count, double confidence, int right, double variance)[] sums = new (int, double, int, double)[bins];
        foreach ((float confidence, bool isRight) in outcomes.Confidences())
        {
            int bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            sums[bin] = (sums[bin].count + 1, sums[bin].confidence + confidence, sums[bin].right + (isRight ? 1 : 0), sums[bin].variance + (confidence * (1.0 - confidence)));
        }
        ReliabilityBin[] found = [.. sums.Select((sum, bin) => new ReliabilityBin((double)bin / bins, (bin + 1.0) / bins, sum.count, sum.count == 0 ? 0 : sum.confidence / sum.count, sum.count == 0 ? 0 : (double)sum.right / sum.count))];
        return new(found.Sum(bin => bin.Count * Math.Abs(bin.Confidence - bin.Accuracy)) / Math.Max(1, outcomes.Count), found, sums.Sum(sum => Math.Sqrt(2 / Math.PI * sum.variance)) / Math.Max(1, outcomes.Count));
    }
}
