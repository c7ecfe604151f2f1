using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Training pictures in batches: shuffled anew each epoch, varied, decoded on several threads ahead of their use.</summary>
/// <remarks>
/// Batch b of epoch e is a function of the pictures, the options, e and b alone, whatever the number of threads and wherever the epoch was begun: the order is drawn from (seed, epoch),
/// each picture's variation from (seed, epoch, key). For a picture that cannot be decoded, the next good one of the epoch's order stands in, varied differently from its own turn.
/// </remarks>
public sealed class BatchLoader
{
    private static readonly long PictureWord = AddressedRandom.Word("picture"), MixingWord = AddressedRandom.Word("mixing");

    private readonly IReadOnlyList<ImageItem> items;
    private readonly LoaderOptions options;
    private readonly BlockPool pool;
    private readonly BadPictures bad;

    private BatchLoader(IReadOnlyList<ImageItem> items, LoaderOptions options)
    {
        this.items = items;
        this.options = options;
        pool = new BlockPool(options.Batch, options.Preprocessing);
        bad = new BadPictures(items, options.UnreadableFraction);
    }

    /// <summary>Pictures in an epoch, those that a dropped last batch leaves out included.</summary>
    public int Count => items.Count;

    public int BatchesPerEpoch => options.DropLast ? items.Count / options.Batch : (items.Count + options.Batch - 1) / options.Batch;

    /// <summary>Blocks of memory made so far; a block serves one batch after another.</summary>
    internal int BlocksMade => pool.Made;

    /// <summary>The pictures that could not be decoded so far, sorted by key.</summary>
    public IReadOnlyList<BadPicture> Bad => bad.All;

    /// <summary>One line that names the pictures that could not be decoded, to be said once at the end; null when there are none.</summary>
    public string? BadSummary => bad.Summary("Others stood in for");

    /// <exception cref="DatasetException">There are no pictures, or fewer than the one batch that is not to be dropped.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option cannot be.</exception>
    public static BatchLoader Create(IReadOnlyList<ImageItem> items, LoaderOptions options)
    {
        options.Check();
        BatchLoader loader = new(items, options);
        return loader.BatchesPerEpoch > 0 ? loader
            : throw new DatasetException($"{Several.Count(items.Count, "training picture")} for batches of {options.Batch}{(options.DropLast ? ", and a last batch with fewer is dropped" : "")}: there is nothing to train on. Add pictures, or make the batch smaller.");
    }

    /// <summary>The batches of an epoch, in order. Dispose of each as soon as it is used: its memory then serves another.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="fromBatch">The first batch wanted: how many of this epoch were used before.</param>
    /// <exception cref="ImageException">More pictures cannot be decoded than <see cref="LoaderOptions.UnreadableFraction"/> allows.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public IEnumerable<Batch> Epoch(int epoch, int fromBatch = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromBatch);
        int[] order = EpochOrder.Of(options.Seed, epoch, items.Count);
        AugmentationOptions augmentation = options.Augmentation ?? new() { CropLow = 1, Flip = 0 };
        BatchPipeline pipeline = new(fromBatch, BatchesPerEpoch, options.Threads, options.Prefetch,
            open: index => new Batch(pool, index, Math.Min(options.Batch, items.Count - (index * options.Batch))),
            fill: (batch, slot, worker) => Fill(batch, slot, worker, order, epoch, augmentation),
            finish: batch => Mixing.Run(batch, augmentation, new AddressedRandom(options.Seed, MixingWord, epoch, batch.Index)),
            worker: () => new PictureWorker(options));
        return pipeline.Run(cancellation);
    }

    private void Fill(Batch batch, int slot, PictureWorker worker, int[] order, int epoch, AugmentationOptions augmentation)
    {
        int position = (batch.Index * options.Batch) + slot;
        while (EpochOrder.GoodFrom(order, position, bad.Contains, out int beyond) is >= 0 and int index)
        {
            try
            {
                AddressedRandom random = new(options.Seed, PictureWord, epoch, AddressedRandom.Word(items[index].Key), beyond);
                worker.Read(items[index], augmentation, random, batch.Picture(slot));
                batch.Put(slot, items[index], index);
                return;
            }
            catch (ImageException error)
            {
                bad.Add(index, error);
            }
        }
        throw new ImageException("data", $"none of {items.Count} pictures can be decoded, such as {bad.All[0].Item.File} ({bad.All[0].Fact})", "Check the data set.");
    }
}
