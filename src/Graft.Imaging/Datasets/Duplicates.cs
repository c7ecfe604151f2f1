using System.Security.Cryptography;

namespace Graft.Imaging;

/// <summary>Finds pictures that lie in two classes, or in training and test at once, by their bytes.</summary>
internal static class Duplicates
{
    // The end of a compressed picture is as good as random; the start is much the same in all of them.
    private const int Tail = 4096;

    public static void Report(Listing listing, List<Entry> entries)
    {
        List<string> twoClasses = [], twoSplits = [], heldOut = [];
        Entry[][] suspects = [.. entries.GroupBy(entry => entry.Length).Select(alike => alike.ToArray()).Where(Matters)];
        foreach (Entry[] same in suspects.AsParallel().AsOrdered().SelectMany(alike => Same(alike, Tail)).SelectMany(alike => Same(alike, null)))
        {
            Entry first = same[0];
            if (Array.Find(same, entry => entry.Label != first.Label) is { } other)
            {
                twoClasses.Add($"'{first.Key}' and '{other.Key}'");
            }
            else if (Array.Find(same, entry => entry.Split == Split.Test) is { } tested && Array.Find(same, entry => entry.Split != Split.Test) is { } learned)
            {
                twoSplits.Add($"'{learned.Key}' and '{tested.Key}'");
            }
            else if (Array.Find(same, entry => entry.Split == Split.Validation) is { } held && Array.Find(same, entry => entry.Split == Split.Train) is { } trained)
            {
                heldOut.Add($"'{trained.Key}' and '{held.Key}'");
            }
        }
        if (twoClasses.Count > 0)
        {
            listing.Warnings.Add($"Found {Several.Count(twoClasses.Count, "picture")} in two classes: {Several.Of(twoClasses)}. Both stay, though no network can get both right: delete the wrong one.");
        }
        if (twoSplits.Count > 0)
        {
            listing.Warnings.Add($"Found {Several.Count(twoSplits.Count, "picture")} in the test set and outside it: {Several.Of(twoSplits)}. Accuracy on the test set comes out too high: delete one of them.");
        }
        if (heldOut.Count > 0)
        {
            listing.Warnings.Add($"Found {Several.Count(heldOut.Count, "picture")} held out for validation and learned from: {Several.Of(heldOut)}. Accuracy while training comes out too high: delete one of them.");
        }
    }

    // Only twins that disagree are worth reading files for.
    private static bool Matters(Entry[] alike) => alike.Length > 1 && Array.Exists(alike, entry => entry.Label != alike[0].Label || entry.Split != alike[0].Split);

    private static IEnumerable<Entry[]> Same(Entry[] alike, int? tail) => alike.Select(entry => (Entry: entry, Hash: Hash(entry, tail))).Where(pair => pair.Hash is not null)
        .GroupBy(pair => pair.Hash).Select(group => group.Select(pair => pair.Entry).OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray()).Where(Matters);

    private static string? Hash(Entry entry, int? tail)
    {
        try
        {
            using FileStream file = File.OpenRead(entry.File);
            file.Position = tail is { } bytes ? Math.Max(0, file.Length - bytes) : 0;
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
