namespace Graft.Inference;

/// <summary>The stores that a request draws on: one for the view that evaluation sees, which many requests share, and one for random views.</summary>
internal sealed class FeatureStores : IDisposable
{
    private readonly FeatureCache cache;
    private readonly FeatureStore[] all;

    public FeatureStores(FeatureCache cache, FeatureKey key, FeatureRequest request)
    {
        this.cache = cache;
        FeatureStore? crop = request.Crop ? new(cache.Folder, key) : null;
        FeatureStore? random = request.RandomViews > 0 ? new(cache.Folder, key with { Augmentation = request.Augmentation, Seed = request.Seed }) : null;
        all = [.. new[] { crop, random }.OfType<FeatureStore>()];
        Views = [.. crop is null ? [] : new[] { new ViewSource(crop, 0) }, .. Enumerable.Range(0, request.RandomViews).Select(number => new ViewSource(random!, number))];
        Index = new(cache.IndexPath);
    }

    /// <summary>Where each view is kept.</summary>
    public IReadOnlyList<ViewSource> Views { get; }

    public PictureIndex Index { get; }

    public string Folder => cache.Folder;

    public IReadOnlyList<FeatureStore> All => all;

    /// <summary>Where unreadable pictures are remembered.</summary>
    public FeatureStore First => all[0];

    public void Lock(Action waiting, CancellationToken cancellation)
    {
        // Always in the same order, so that two processes cannot wait for each other.
        foreach (FeatureStore store in all.OrderBy(store => store.Folder, StringComparer.Ordinal))
        {
            store.Lock(waiting, cancellation);
        }
    }

    public void MakeRoom(int pictures) =>
        cache.MakeRoom(all.Sum(store => store.BytesToAdd(pictures * (long)Views.Count(view => view.Store == store))), all.SelectMany(store => store.InUse).ToHashSet(StringComparer.Ordinal), [.. all.Select(store => store.Folder)]);

    /// <summary>Makes all rows added so far readable.</summary>
    public void Map() => Array.ForEach(all, store => store.Map());

    public void Unlock() => Array.ForEach(all, store => store.Unlock());

    public void Dispose() => Array.ForEach(all, store => store.Dispose());
}

/// <summary>Where a view of a picture is kept, and under which number.</summary>
internal readonly record struct ViewSource(FeatureStore Store, int Number)
{
    public bool IsRandom => Store.Key.Augmentation is not null;
}
