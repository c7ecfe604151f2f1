using System.Diagnostics;
using Graft.Imaging;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training.Heads;

/// <summary>Which pictures a head is fitted to when time is short.</summary>
internal static class HeadPictures
{
    /// <summary>Enough to see how fast features are made.</summary>
    private const int Sample = 256;

    private static readonly long HeadWord = AddressedRandom.Word("head");

    /// <summary>All pictures, or as many as a budget leaves time for: a few first, to see how fast it goes.</summary>
    /// <param name="look">Computes the features of some, and keeps them.</param>
    public static IReadOnlyList<ImageItem> Within(Budget? budget, IReadOnlyList<ImageItem> items, long seed, Action<IReadOnlyList<ImageItem>> look, ITrainingObserver observer)
    {
        if (budget is null || items.Count <= Sample)
        {
            return items;
        }
        ImageItem[] order = EvenlyOverClasses(items, seed);
        long start = Stopwatch.GetTimestamp();
        look(order[..Sample]);
        long fit = Math.Max(Sample, budget.PicturesThatFit(Stopwatch.GetElapsedTime(start).TotalSeconds, Sample));
        if (fit >= items.Count)
        {
            return items;
        }
        observer.On(new Warning($"there is time to fit the head to {fit} of {items.Count} pictures, as many of each class"));
        return order[..(int)fit];
    }

    /// <summary>Shuffled, so that any beginning has the same number of each class as far as there are any.</summary>
    internal static ImageItem[] EvenlyOverClasses(IReadOnlyList<ImageItem> items, long seed) =>
    [
        .. items.GroupBy(item => item.Label).OrderBy(group => group.Key)
            .SelectMany(group => Shuffled([.. group], seed, group.Key).Index())
            .OrderBy(pair => pair.Index).Select(pair => pair.Item),
    ];

    private static ImageItem[] Shuffled(ImageItem[] items, long seed, int label) => [.. new AddressedRandom(seed, HeadWord, label).NextPermutation(items.Length).Select(at => items[at])];
}
