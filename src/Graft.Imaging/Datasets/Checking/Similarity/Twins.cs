namespace Graft.Imaging;

/// <summary>A picture that was looked at and can be used.</summary>
/// <param name="Group">The same number for all pictures that show one photo.</param>
/// <param name="Area">Width times height in pixels; 0 where that is not known.</param>
public sealed record CheckedPicture(ImageItem Item, Split Split, int Group, long Area);

/// <summary>What follows from two pictures being the same, or nearly so: they contradict each other, leak from one split into another, or are merely one too many.</summary>
internal sealed class Twins
{
    private readonly IReadOnlyList<CheckedPicture> pictures;
    private readonly IReadOnlyList<string> classes;
    private readonly DisjointSets sets;
    private readonly HashSet<int> copies = [];

    public Twins(IReadOnlyList<CheckedPicture> pictures, IReadOnlyList<string> classes)
    {
        (this.pictures, this.classes) = (pictures, classes);
        sets = new(pictures.Count);
        for (int picture = 0; picture < pictures.Count; picture++)
        {
            sets.Join(picture, pictures[picture].Group);
        }
    }

    /// <summary>The pictures with the groups that were found.</summary>
    public IReadOnlyList<CheckedPicture> Grouped() => [.. pictures.Select((picture, at) => picture with { Group = sets.Find(at) })];

    /// <summary>Whether a picture is the same as another that is kept, and need not be compared any more.</summary>
    public bool IsCopy(int picture) => copies.Contains(picture);

    /// <summary>Pictures that are the same, told against the one of them to keep.</summary>
    /// <param name="looks">A hash of what is seen; null where nothing was looked at.</param>
    /// <param name="bytes">A hash of the file; null where nothing asked for it.</param>
    public IEnumerable<Finding> Exact(Func<int, UInt128?> looks, Func<int, UInt128?> bytes)
    {
        foreach (IGrouping<UInt128?, int> same in Enumerable.Range(0, pictures.Count).GroupBy(i => looks(i) ?? bytes(i)).Where(group => group.Key is not null && group.Skip(1).Any()))
        {
            int[] order = [.. same.OrderBy(Rank)];
            foreach (int picture in order[1..])
            {
                sets.Join(order[0], picture);
                copies.Add(picture);
                yield return Of(picture, order[0], bytes(picture) == bytes(order[0]) ? "the same bytes" : "the same pixels", null);
            }
        }
    }

    /// <summary>Pictures that are nearly the same, each told against one that is kept before it. What is in one group already is no news.</summary>
    public IReadOnlyList<Finding> Near(IReadOnlyList<PicturePair> pairs)
    {
        PicturePair[] fresh = [.. pairs.Where(pair => sets.Find(pair.One) != sets.Find(pair.Other))];
        List<Finding> found = [.. fresh.Select(pair => Rank(pair.One).CompareTo(Rank(pair.Other)) < 0 ? Of(pair.Other, pair.One, pair.How, pair.Alike) : Of(pair.One, pair.Other, pair.How, pair.Alike))];
        foreach (PicturePair pair in fresh)
        {
            sets.Join(pair.One, pair.Other);
        }
        // A picture in several pairs is told of once, by the worst thing there is to say of it and the pair that is most alike.
        return [.. found.GroupBy(finding => finding.File).Select(group => group.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Kind == FindingKind.TwoLabels).ThenByDescending(finding => finding.Score).First())];
    }

    /// <summary>The first is kept: what is tested stays, since figures hang on it, then the largest.</summary>
    private (int, long, string) Rank(int picture) => (-(int)pictures[picture].Split, -pictures[picture].Area, pictures[picture].Item.Key);

    private Finding Of(int picture, int other, string how, double? alike)
    {
        (CheckedPicture one, CheckedPicture two) = (pictures[picture], pictures[other]);
        string place = SplitWords.Place(one.Split, classes[one.Item.Label]);
        bool exact = alike is null;
        return one.Item.Label != two.Item.Label
            ? new(FindingKind.TwoLabels, exact ? Severity.Error : Severity.Warning, one.Item.Key, place, $"{how}, but there it is '{classes[two.Item.Label]}'", two.Item.Key, alike)
            : one.Split != two.Split
            ? new(FindingKind.Leak, exact && (one.Split == Split.Test || two.Split == Split.Test) ? Severity.Error : Severity.Warning, one.Item.Key, place, $"{how}, and there it is in {SplitWords.Of(two.Split)}", two.Item.Key, alike) { IsExact = exact }
            : new(exact ? FindingKind.Duplicate : FindingKind.NearDuplicate, exact ? Severity.Warning : Severity.Note, one.Item.Key, place, how, two.Item.Key, alike) { IsExact = exact };
    }
}
