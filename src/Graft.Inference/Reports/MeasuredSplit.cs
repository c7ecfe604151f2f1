using Graft.Imaging;

namespace Graft.Inference.Reports;

/// <summary>What the model of a run says of the pictures of a split.</summary>
internal sealed class MeasuredSplit
{
    private readonly Dictionary<string, string> files;

    public MeasuredSplit(PictureOutcomes outcomes, ImageDataset data, Split split, double? temperature)
    {
        Outcomes = outcomes;
        Data = data;
        Split = split;
        Report = outcomes.Report();
        Calibration = CalibrationOf(outcomes, 1);
        Before = temperature is { } number ? CalibrationOf(outcomes, number) : null;
        files = data.Items(split).ToDictionary(item => item.Key, item => item.File, StringComparer.Ordinal);
        Order = [.. Enumerable.Range(0, outcomes.Pictures.Count)];
    }

    public PictureOutcomes Outcomes { get; }

    public ImageDataset Data { get; }

    public Split Split { get; }

    public ClassificationReport Report { get; }

    /// <summary>How far the model's probabilities can be believed.</summary>
    public MeasuredCalibration Calibration { get; }

    /// <summary>The same before the temperature was applied; null where the model does not say which it was.</summary>
    public MeasuredCalibration? Before { get; }

    /// <summary>"test" or "validation", as a sentence says it.</summary>
    public string Name => Split switch { Split.Train => "training", Split.Validation => "validation", _ => "test" };

    /// <summary>The numbers of all pictures.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>Where a picture lies on this machine; null where it is gone.</summary>
    public string? FileOf(int picture) => files.GetValueOrDefault(Outcomes.Pictures[picture].Key);

    /// <summary>The probability that the model gives to what it named.</summary>
    public double Confidence(int picture) => Outcomes.Probability(picture, Outcomes.Predicted(picture));

    /// <summary>Pictures of one class that were taken for another, or for itself, the surest first.</summary>
    public IEnumerable<int> Taken(int actual, int predicted) =>
        Order.Where(picture => Outcomes.Pictures[picture].Actual == actual && Outcomes.Predicted(picture) == predicted).OrderByDescending(Confidence);

    /// <param name="factor">What the logits are multiplied by first: with the temperature that they were divided by, this is the model before.</param>
    private static MeasuredCalibration CalibrationOf(PictureOutcomes outcomes, double factor)
    {
        LabelledLogits logits = outcomes.Labelled().DividedBy(1 / factor);
        double loss = outcomes.Pictures.Count == 0 ? 0 : -Enumerable.Range(0, outcomes.Pictures.Count).Average(picture => outcomes.LogProbability(picture, outcomes.Pictures[picture].Actual, 1 / factor));
        return new(CalibrationError.Of(logits), loss);
    }

    /// <summary>Pictures named wrong, the surest first.</summary>
    public IEnumerable<int> Mistakes => Order.Where(picture => !Outcomes.IsRight(picture)).OrderByDescending(Confidence);
}

/// <summary>How far probabilities can be believed, as measured.</summary>
/// <param name="Error">The expected calibration error and its bins.</param>
/// <param name="MeanLoss">Mean cross-entropy in nats.</param>
internal sealed record MeasuredCalibration(CalibrationError Error, double MeanLoss)
{
    public int Count => Error.Bins.Sum(bin => bin.Count);

    /// <summary>The mean confidence minus the share named right; above 0 where the model believes too much of itself.</summary>
    public double Overconfidence => Error.Bins.Sum(bin => bin.Count * (bin.Confidence - bin.Accuracy)) / Math.Max(1, Count);

    /// <summary>The largest gap of a bin with pictures.</summary>
    public double Largest => Error.Bins.Where(bin => bin.Count > 0).Select(bin => Math.Abs(bin.Confidence - bin.Accuracy)).DefaultIfEmpty().Max();
}
