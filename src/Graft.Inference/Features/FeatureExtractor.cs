using Graft.Graphs;
using Graft.Imaging;

namespace Graft.Inference;

/// <summary>Runs the frozen part of a network over pictures: each view of each picture once, and never again while the cache has it.</summary>
public static class FeatureExtractor
{
    /// <summary>Rows that fail their checksum are computed again; more often than this, the disk is to blame.</summary>
    private const int MostRounds = 3;

    /// <summary>The features of pictures; what the cache lacks is computed and kept, so that a killed extraction goes on where it was.</summary>
    /// <param name="prefix">A graph from pictures to one row of features for each, with its preprocessing; see <see cref="Splitting"/>.</param>
    /// <returns>Rows of all pictures that can be decoded; the caller disposes it.</returns>
    /// <exception cref="InferenceException">The graph makes no rows.</exception>
    /// <exception cref="ImageException">More pictures cannot be decoded than allowed.</exception>
    /// <exception cref="FeatureCacheException">The cache cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was asked for; what was computed so far is kept.</exception>
    public static FeatureSet Extract(Graph prefix, IReadOnlyList<ImageItem> items, FeatureRequest request, CancellationToken cancellation = default)
    {
        FeatureKey key = FeatureKey.Of(prefix, request.Precision);
        // What is larger than the whole cache is kept for this run alone.
        FeatureCache? own = BytesFor(key, items.Count, request.Views) <= request.Cache.Limit ? null : FeatureCache.ForOneRun();
        FeatureStores stores = new(own ?? request.Cache, key, request);
        try
        {
            return Extract(prefix, key, items, request, stores, own, cancellation);
        }
        catch
        {
            stores.Dispose();
            own?.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that the features of pictures take.</summary>
    /// <inheritdoc cref="Extract(Graph, IReadOnlyList{ImageItem}, FeatureRequest, CancellationToken)"/>
    public static long BytesFor(Graph prefix, int pictures, FeatureRequest request) => BytesFor(FeatureKey.Of(prefix, request.Precision), pictures, request.Views);

    private static long BytesFor(FeatureKey key, int pictures, int views) => SegmentHeader.For(key).Stride * pictures * views;

    private static FeatureSet Extract(Graph prefix, FeatureKey key, IReadOnlyList<ImageItem> items, FeatureRequest request, FeatureStores stores, FeatureCache? own, CancellationToken cancellation)
    {
        ExtractionPlan plan = new(items, stores, request.UnreadableFraction);
        int computed = 0;
        IReadOnlyList<int> missing = plan.Look();
        if (missing.Count > 0)
        {
            stores.Lock(() => request.Note?.Invoke($"another process is computing features of {prefix.Name}; waiting for it, so as not to do the same work twice"), cancellation);
            // Another process may have computed them meanwhile.
            missing = plan.Look();
            if (missing.Count > 0)
            {
                stores.MakeRoom(missing.Count);
                using ExtractionWorkers workers = new(prefix, plan, stores, request);
                for (int round = 0; missing.Count > 0; round++)
                {
                    if (round == MostRounds)
                    {
                        throw new FeatureCacheException($"'{stores.Folder}': rows of features cannot be read back as they were written, after {MostRounds} attempts. Check the disk, or name another folder in GRAFT_CACHE.");
                    }
                    workers.Run(missing, cancellation);
                    stores.Map();
                    missing = plan.Look();
                }
                computed = workers.Rows;
            }
            stores.Unlock();
        }
        plan.Save();
        request.Progress?.Invoke(items.Count, items.Count);
        return plan.Result(key, computed, own);
    }
}
