using System.Collections.Concurrent;

namespace Graft.Imaging;

/// <summary>A picture that could not be decoded.</summary>
/// <param name="Item">The picture.</param>
/// <param name="Fact">What is wrong with it.</param>
/// <param name="Message">The same as a sentence, with its place and what to do.</param>
public sealed record BadPicture(ImageItem Item, string Fact, string Message);

/// <summary>The bad pictures met so far, each counted once; any thread may add to them.</summary>
/// <param name="items">The pictures that are read.</param>
/// <param name="allowed">The part of them that may turn out bad, one being put up with in any case unless this is 0.</param>
public sealed class BadPictures(IReadOnlyList<ImageItem> items, double allowed)
{
    private readonly ConcurrentDictionary<int, BadPicture> known = [];

    /// <summary>Whether a picture, by its position among the items, is known to be bad.</summary>
    public bool Contains(int index) => known.ContainsKey(index);

    /// <summary>All of them, sorted by key.</summary>
    public IReadOnlyList<BadPicture> All => [.. known.Values.OrderBy(bad => bad.Item.Key, StringComparer.Ordinal)];

    /// <summary>Counts a picture by its position among the items.</summary>
    /// <exception cref="ImageException">There are too many by now.</exception>
    public void Add(int index, ImageException error)
    {
        known.TryAdd(index, new BadPicture(items[index], error.Fact, error.Message));
        if (EntryCheck.TooMany(known.Count, items.Count, allowed))
        {
            throw new ImageException("data", $"{known.Count} of {items.Count} pictures cannot be decoded ({EntryCheck.Share(known.Count, items.Count, allowed)}): {Names()}", "Copy them again, convert them, or take them out.", error);
        }
    }

    /// <summary>One line that names them; null when there are none.</summary>
    /// <param name="verb">What was done about them, such as "Left out".</param>
    public string? Summary(string verb) => known.IsEmpty ? null : $"{verb} {Several.Count(known.Count, "picture")} of {items.Count} that cannot be decoded: {Names()}.";

    private string Names() => Several.Of([.. All.Select(bad => $"'{bad.Item.Key}' ({bad.Fact})")]);
}
