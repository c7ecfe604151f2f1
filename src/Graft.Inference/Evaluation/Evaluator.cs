using Graft.Imaging;

namespace Graft.Inference;

/// <summary>Measures a classifier on a split of a data set.</summary>
public sealed class Evaluator
{
    private readonly ImageClassifier model;
    private readonly EvaluatorOptions options;

    public Evaluator(ImageClassifier model, EvaluatorOptions? options = null) => (this.model, this.options) = (model, options ?? new());

    /// <summary>Names all pictures of a split and counts.</summary>
    /// <param name="measured">Told the pictures measured so far, batch by batch.</param>
    /// <exception cref="EvaluationException">The split is empty, or the model's classes are not those of the data set.</exception>
    /// <exception cref="ImageException">Too many pictures cannot be decoded.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public Evaluation Evaluate(ImageDataset data, Split split, Action<int>? measured = null, CancellationToken cancellation = default) => Record(data, split, null, measured, cancellation);

    /// <param name="record">Takes down the logits of each picture.</param>
    internal Evaluation Record(ImageDataset data, Split split, OutcomeRecord? record, Action<int>? measured, CancellationToken cancellation)
    {
        IReadOnlyList<ImageItem> items = data.Items(split);
        if (items.Count == 0)
        {
            string[] others = [.. Enum.GetValues<Split>().Where(other => data.Items(other).Count > 0).Select(other => $"{SplitNames.Of(other)} ({data.Items(other).Count} pictures)")];
            throw new EvaluationException($"{data.Path}: there is no picture to {SplitNames.Of(split)} with. Choose another split: {string.Join(", ", others)}.");
        }
        ClassMatch match = ClassMatch.Of(model, data, items);
        int batchSize = PictureRuns.BatchOf(model, Math.Min(options.Batch, items.Count));
        EvaluationLoader loader = EvaluationLoader.Create(items, new LoaderOptions { Batch = batchSize, Threads = options.DecodingThreads, Preprocessing = model.Preprocessing, DropLast = options.DropLast });
        ClassificationTally tally = new(match.Labels);
        int done = 0;
        PictureRuns.Run(model, loader, batchSize, Count, cancellation);
        return new(tally.Report(), loader.Bad);

        void Count(Batch batch, ReadOnlySpan<float> logits)
        {
            Span<int> actual = stackalloc int[1];
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<float> row = logits.Slice(i * model.Classes, model.Classes);
                actual[0] = match.IndexOf(batch.Items[i].Label);
                tally.Add(row, actual);
                record?.Add(batch.Items[i], actual[0], row);
            }
            measured?.Invoke(done += batch.Count);
        }
    }
}

/// <summary>How a classifier is measured. All but <see cref="DropLast"/> change how fast it goes, never the result.</summary>
public sealed record EvaluatorOptions
{
    /// <summary>Pictures that go through the network at once.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Threads that decode pictures; 0 for one per processor.</summary>
    public int DecodingThreads { get; init; }

    /// <summary>Whether the last pictures are left out that do not fill a batch.</summary>
    public bool DropLast { get; init; }
}

/// <summary>What a measurement found.</summary>
/// <param name="Report">The accuracies.</param>
/// <param name="Unreadable">Pictures that were left out because they cannot be decoded.</param>
public sealed record Evaluation(ClassificationReport Report, IReadOnlyList<BadPicture> Unreadable);
