using Graft.Graphs;

namespace Graft.Inference;

/// <summary>What a classifier said of each picture of a split: whatever is reported or compared is worked out from this, without running the network again.</summary>
public sealed class PictureOutcomes
{
    private readonly float[] logits;

    internal PictureOutcomes(OutcomeOrigin origin, ValueList<string> labels, MeasuredPicture[] pictures, float[] logits, MissedPicture[] missed)
    {
        (Origin, Labels, Pictures, this.logits, Missed) = (origin, labels, pictures, logits, missed);
        if (logits.Length != pictures.Length * (long)labels.Count)
        {
            throw new ArgumentException($"{logits.Length} logits do not fit {pictures.Length} pictures of {labels.Count} classes", nameof(logits));
        }
    }

    /// <summary>The model and the pictures that this is true of.</summary>
    public OutcomeOrigin Origin { get; }

    /// <summary>Class names in the order of the logits.</summary>
    public ValueList<string> Labels { get; }

    /// <summary>The pictures measured, sorted by key.</summary>
    public IReadOnlyList<MeasuredPicture> Pictures { get; }

    /// <summary>Pictures that were left out because they cannot be decoded.</summary>
    public IReadOnlyList<MissedPicture> Missed { get; }

    /// <summary>(pictures, classes) float32, row by row.</summary>
    public ReadOnlyMemory<float> Logits => logits;

    /// <summary>The logits of one picture, one for each class.</summary>
    public ReadOnlySpan<float> LogitsOf(int picture) => logits.AsSpan(picture * Labels.Count, Labels.Count);

    /// <summary>The class with the largest logit; of equal ones the first.</summary>
    public int Predicted(int picture)
    {
        ReadOnlySpan<float> row = LogitsOf(picture);
        int best = 0;
        for (int k = 1; k < row.Length; k++)
        {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    /// <summary>Whether the picture was named right.</summary>
    public bool IsRight(int picture) => Predicted(picture) == Pictures[picture].Actual;

    /// <summary>The probability of a class for a picture.</summary>
    /// <param name="temperature">What the logits are divided by before the softmax.</param>
    public double Probability(int picture, int label, double temperature = 1) => Math.Exp(LogProbability(picture, label, temperature));

    /// <summary>The logarithm of that probability, in nats.</summary>
    public double LogProbability(int picture, int label, double temperature = 1)
    {
        ReadOnlySpan<float> row = LogitsOf(picture);
        double largest = row[Predicted(picture)];
        return ((row[label] - largest) / temperature) - Math.Log(Softmax.Denominator(row, largest, temperature));
    }

    /// <summary>The accuracies.</summary>
    /// <exception cref="EvaluationException">A logit is not a number.</exception>
    public ClassificationReport Report()
    {
        ClassificationTally tally = new(Labels);
        tally.Add(logits, [.. Pictures.Select(picture => picture.Actual)]);
        return tally.Report();
    }

    /// <summary>The logits with the right classes.</summary>
    public LabelledLogits Labelled() => new(logits, [.. Pictures.Select(picture => picture.Actual)]);

    /// <summary>Writes everything to a file that other programs can read too: safetensors, as docs/runs.md describes.</summary>
    /// <exception cref="Runs.WriteException">It cannot be written.</exception>
    public void Save(string path) => OutcomeFile.Write(path, this);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="EvaluationException">It cannot be read, or is damaged.</exception>
    public static PictureOutcomes Load(string path) => OutcomeFile.Read(path);
}

/// <summary>A picture that was measured.</summary>
/// <param name="Key">Its path within the data set, with '/'.</param>
/// <param name="Bytes">The size of its file.</param>
/// <param name="Actual">What it shows: an index among <see cref="PictureOutcomes.Labels"/>.</param>
public sealed record MeasuredPicture(string Key, long Bytes, int Actual);

/// <summary>A picture that could not be measured, and why.</summary>
public sealed record MissedPicture(string Key, string Fact);
