using Graft.Imaging;

namespace Graft.Inference;

/// <summary>What is known of each picture asked for: its content, and where its rows are.</summary>
internal sealed class ExtractionPlan(IReadOnlyList<ImageItem> items, FeatureStores stores, double unreadable)
{
    private readonly UInt128?[] contents = [.. items.Select(item => stores.Index.Find(item.File))];
    private readonly FeaturePlace?[,] places = new FeaturePlace?[items.Count, stores.Views.Count];

    public BadPictures Bad { get; } = new(items, unreadable);

    public IReadOnlyList<ImageItem> Items => items;

    /// <summary>Finds the rows of all pictures, checks them, and returns the positions of pictures that lack some.</summary>
    /// <exception cref="ImageException">More pictures are known to be unreadable than allowed.</exception>
    public IReadOnlyList<int> Look()
    {
        List<int> missing = [];
        for (int i = 0; i < items.Count; i++)
        {
            if (Bad.Contains(i))
            {
                continue;
            }
            bool whole = contents[i] is not null;
            if (contents[i] is { } content)
            {
                for (int view = 0; view < stores.Views.Count; view++)
                {
                    places[i, view] = stores.Views[view].Store.FindGood(content, stores.Views[view].Number);
                    whole &= places[i, view] is not null;
                }
                if (!whole && stores.First.WhyUnreadable(content) is { } fact)
                {
                    MarkUnreadable(i, new ImageException(items[i].File, fact, "Copy it again, or leave it out."));
                    continue;
                }
            }
            if (!whole)
            {
                missing.Add(i);
            }
        }
        return missing;
    }

    /// <summary>Notes what a picture's file holds; any thread may.</summary>
    public void Learn(int picture, UInt128 content) => contents[picture] = content;

    /// <exception cref="ImageException">There are too many by now.</exception>
    public void MarkUnreadable(int picture, ImageException error) => Bad.Add(picture, error);

    public void Save() => stores.Index.Save();

    public FeatureSet Result(FeatureKey key, int computed, FeatureCache? own)
    {
        int[] readable = [.. Enumerable.Range(0, items.Count).Where(i => !Bad.Contains(i))];
        var rows = new (FeatureStore, FeaturePlace)[readable.Length * stores.Views.Count];
        for (int i = 0; i < readable.Length; i++)
        {
            for (int view = 0; view < stores.Views.Count; view++)
            {
                rows[(i * stores.Views.Count) + view] = (stores.Views[view].Store, places[readable[i], view]!.Value);
            }
        }
        return new(key, stores.Views.Count, readable, rows, Bad, computed, stores.All, own);
    }
}
