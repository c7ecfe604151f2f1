namespace Graft.Imaging;

/// <summary>Pictures in batches as evaluation and prediction see them: in the order given, not varied, decoded on several threads ahead of their use.</summary>
/// <remarks>A picture that cannot be decoded is left out, which makes its batch smaller; <see cref="Batch.Indices"/> says which pictures are there.</remarks>
public sealed class EvaluationLoader
{
    private readonly IReadOnlyList<ImageItem> items;
    private readonly LoaderOptions options;
    private readonly BlockPool pool;
    private readonly BadPictures bad;

    private EvaluationLoader(IReadOnlyList<ImageItem> items, LoaderOptions options)
    {
        this.items = items;
        this.options = options;
        pool = new BlockPool(options.Batch, options.Preprocessing);
        bad = new BadPictures(items, options.UnreadableFraction);
    }

    public int Count => items.Count;

    /// <summary>The pictures that could not be decoded so far, sorted by key.</summary>
    public IReadOnlyList<BadPicture> Bad => bad.All;

    /// <summary>One line that names the pictures that could not be decoded, to be said once at the end; null when there are none.</summary>
    public string? BadSummary => bad.Summary("Left out");

    /// <exception cref="ArgumentOutOfRangeException">An option cannot be.</exception>
    public static EvaluationLoader Create(IReadOnlyList<ImageItem> items, LoaderOptions options)
    {
        options.Check();
        return new(items, options);
    }

    /// <summary>All batches, in order; none is empty. Dispose of each as soon as it is used: its memory then serves another.</summary>
    /// <exception cref="ImageException">More pictures cannot be decoded than <see cref="LoaderOptions.UnreadableFraction"/> allows.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public IEnumerable<Batch> Batches(CancellationToken cancellation = default)
    {
        BatchPipeline pipeline = new(0, (items.Count + (options.DropLast ? 0 : options.Batch - 1)) / options.Batch, options.Threads, options.Prefetch,
            open: index => new Batch(pool, index, Math.Min(options.Batch, items.Count - (index * options.Batch))),
            fill: Fill,
            finish: batch => batch.Compact(),
            worker: () => new PictureWorker(options));
        foreach (Batch batch in pipeline.Run(cancellation))
        {
            if (batch.Count > 0)
            {
                yield return batch;
            }
            else
            {
                batch.Dispose();
            }
        }
    }

    private void Fill(Batch batch, int slot, PictureWorker worker)
    {
        int index = (batch.Index * options.Batch) + slot;
        try
        {
            worker.Read(items[index], batch.Picture(slot));
            batch.Put(slot, items[index], index);
        }
        catch (ImageException error)
        {
            bad.Add(index, error);
        }
    }
}
