namespace Graft.Inference;

/// <summary>How far the probabilities can be believed: of the pictures named with 80 % confidence, are 80 % right?</summary>
/// <remarks>Guo, Pleiss, Sun and Weinberger 2017 (arXiv:1706.04599), section 2: bins of equal width over the confidence in (0, 1], and the expected calibration error as their mean gap, each weighted by its pictures.</remarks>
public sealed record Calibration
{
    /// <summary>The bins of the usual figure.</summary>
    public const int UsualBins = 15;

    private Calibration(CalibrationBin[] bins, int count, double meanLoss) => (Bins, Count, MeanLoss) = (bins, count, meanLoss);

    /// <summary>From low to high confidence; those without pictures are there too.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>Pictures measured.</summary>
    public int Count { get; }

    /// <summary>Mean cross-entropy in nats.</summary>
    public double MeanLoss { get; }

    /// <summary>The mean of |accuracy − confidence| over the bins, each weighted by its share of the pictures; in [0, 1].</summary>
    public double ExpectedError => Count == 0 ? 0 : Bins.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / Count;

    /// <summary>The largest gap of any bin with pictures.</summary>
    public double LargestError => Bins.Where(bin => bin.Count > 0).Select(bin => Math.Abs(bin.Accuracy - bin.Confidence)).DefaultIfEmpty().Max();

    /// <summary>The mean confidence over all pictures minus the share named right; above 0 where the model believes too much of itself.</summary>
    public double Overconfidence => Count == 0 ? 0 : Bins.Sum(bin => bin.Count * (bin.Confidence - bin.Accuracy)) / Count;

    /// <summary>Measures the probabilities of the classes that were named.</summary>
    /// <param name="temperature">What the logits are divided by first; with the temperature that a model was calibrated by turned round, 1 / T, this is the model before.</param>
    public static Calibration Of(PictureOutcomes outcomes, double temperature = 1, int bins = UsualBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        (int[] count, int[] right, double[] confidence, double loss) = (new int[bins], new int[bins], new double[bins], 0);
        for (int i = 0; i < outcomes.Pictures.Count; i++)
        {
            int named = outcomes.Predicted(i), actual = outcomes.Pictures[i].Actual;
            double sure = outcomes.Probability(i, named, temperature);
            int bin = Math.Clamp((int)Math.Ceiling(sure * bins) - 1, 0, bins - 1);
            count[bin]++;
            right[bin] += named == actual ? 1 : 0;
            confidence[bin] += sure;
            loss -= outcomes.LogProbability(i, actual, temperature);
        }
        int all = outcomes.Pictures.Count;
        return new([.. Enumerable.Range(0, bins).Select(bin => new CalibrationBin(bin / (double)bins, (bin + 1) / (double)bins, count[bin], count[bin] == 0 ? 0 : confidence[bin] / count[bin], Proportion.Of(right[bin], count[bin])))],
            all, all == 0 ? 0 : loss / all);
    }
}

/// <summary>The pictures whose confidence lies in (<paramref name="From"/>, <paramref name="To"/>].</summary>
/// <param name="Count">How many.</param>
/// <param name="Confidence">The mean probability of the class named; 0 without pictures.</param>
/// <param name="Right">The share named right, with its 95 % interval.</param>
public sealed record CalibrationBin(double From, double To, int Count, double Confidence, Proportion Right)
{
    /// <summary>The share named right.</summary>
    public double Accuracy => Right.Value;
}
