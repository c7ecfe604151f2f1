using Graft.Imaging;
using Graft.Inference;

namespace Graft.Training;

/// <summary>Cached features in the order in which the pictures would have come: the same batches, with the frozen part of the network behind them already.</summary>
/// <param name="items">All training pictures.</param>
/// <param name="features">Of those that can be decoded; epoch e sees view e, and begins again when there are no more.</param>
/// <param name="batch">Pictures in a batch.</param>
/// <param name="dropLast">Whether a last batch with fewer pictures is left out.</param>
internal sealed class FeatureSource(IReadOnlyList<ImageItem> items, FeatureSet features, int batch, bool dropLast, long seed) : IInputSource
{
    private readonly Dictionary<int, int> rows = features.Pictures.Index().ToDictionary(pair => pair.Item, pair => pair.Index);

    public int BatchesPerEpoch => dropLast ? items.Count / batch : (items.Count + batch - 1) / batch;

    public string? BadSummary => features.BadSummary;

    public IEnumerable<InputBatch> Epoch(int epoch, int fromBatch, CancellationToken cancellation = default)
    {
        int[] order = EpochOrder.Of(seed, epoch, items.Count);
        for (int index = fromBatch; index < BatchesPerEpoch; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            int start = index * batch, count = Math.Min(batch, items.Count - start);
            int[] pictures = [.. Enumerable.Range(start, count).Select(place => EpochOrder.GoodFrom(order, place, picture => !rows.ContainsKey(picture), out _))];
            yield return new FeatureBatch(features, [.. pictures.Select(picture => rows[picture])], epoch % features.Views, [.. pictures.Select(picture => new SoftTarget(items[picture].Label, items[picture].Label, 1))]);
        }
    }

    private sealed class FeatureBatch(FeatureSet features, int[] rows, int view, SoftTarget[] targets) : InputBatch
    {
        public override int Count => rows.Length;

        public override long[] Shape => [rows.Length, .. features.RowShape];

        public override ReadOnlySpan<SoftTarget> Targets => targets;

        public override void WriteTo(Span<float> into)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                features.Read(rows[i], view, into.Slice(i * features.Width, features.Width));
            }
        }

        public override void Dispose()
        {
        }
    }
}
