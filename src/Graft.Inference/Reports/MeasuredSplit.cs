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
        Calibration = Calibration.Of(outcomes);
        // The logits are those of after; divided by 1 / T they are those of before.
        Before = temperature is { } number ? Calibration.Of(outcomes, 1 / number) : null;
        files = data.Items(split).ToDictionary(item => item.Key, item => item.File, StringComparer.Ordinal);
        Order = [.. Enumerable.Range(0, outcomes.Pictures.Count)];
    }

    public PictureOutcomes Outcomes { get; }

    public ImageDataset Data { get; }

    public Split Split { get; }

    public ClassificationReport Report { get; }

    public Calibration Calibration { get; }

    /// <summary>The same before the temperature was applied; null where the model does not say which it was.</summary>
    public Calibration? Before { get; }

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

    /// <summary>Pictures named wrong, the surest first.</summary>
    public IEnumerable<int> Mistakes => Order.Where(picture => !Outcomes.IsRight(picture)).OrderByDescending(Confidence);
}
