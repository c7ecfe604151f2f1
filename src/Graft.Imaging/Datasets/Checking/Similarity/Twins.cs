namespace Graft.Imaging;

/// <summary>A picture that was looked at and can be used.</summary>
/// <param name="Group">The same number for all pictures that show one photo.</param>
public sealed record CheckedPicture(ImageItem Item, Split Split, int Group);

/// <summary>What follows from two pictures being the same, or nearly so: they contradict each other, leak from one split into another, or are merely one too many.</summary>
internal sealed class Twins
{
    private readonly IReadOnlyList<Entry> entries;
    private readonly IReadOnlyList<string> classes;
    private readonly long[] pixels;
    private readonly DisjointSets sets;
    private readonly HashSet<int> copies = [];

    /// <param name="pixels">Width times height of each picture.</param>
    public Twins(IReadOnlyList<Entry> entries, IReadOnlyList<string> classes, long[] pixels)
    {
        (this.entries, this.classes, this.pixels) = (entries, classes, pixels);
        sets = new(entries.Count);
    }

    /// <summary>The number that all pictures showing one photo share.</summary>
    public int GroupOf(int picture) => sets.Find(picture);

    /// <summary>Whether a picture is the same as another that is kept, and need not be compared any more.</summary>
    public bool IsCopy(int picture) => copies.Contains(picture);

    /// <summary>Pictures that are the same, told against the one of them to keep.</summary>
    /// <param name="looks">A hash of what is seen; null where nothing was looked at.</param>
    /// <param name="bytes">A hash of the file; null where nothing asked for it.</param>
    public IEnumerable<Finding> Exact(Func<int, UInt128?> looks, Func<int, UInt128?> bytes)
    {
        foreach (IGrouping<UInt128?, int> same in Enumerable.Range(0, entries.Count).GroupBy(i => looks(i) ?? bytes(i)).Where(group => group.Key is not null && group.Skip(1).Any()))
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

    /// <summary>Pictures that are nearly the same, each told against one that is kept before it.</summary>
    public IEnumerable<Finding> Near(IReadOnlyList<PicturePair> pairs)
    {
        // A picture in several pairs is told of once, by the worst thing there is to say of it and the pair that is most alike.
        PicturePair[] fresh = [.. pairs.Where(pair => sets.Find(pair.One) != sets.Find(pair.Other))];
        List<Finding> found = [.. fresh.Select(pair => Before(pair.One, pair.Other) ? Of(pair.Other, pair.One, pair.How, pair.Alike) : Of(pair.One, pair.Other, pair.How, pair.Alike))];
        foreach (PicturePair pair in fresh)
        {
            sets.Join(pair.One, pair.Other);
        }
        return found.GroupBy(finding => finding.File).Select(group => group.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.Kind == FindingKind.TwoLabels).ThenByDescending(finding => finding.Score).First());
    }

    /// <summary>The first is kept: what is tested stays, since figures hang on it, then the largest.</summary>
    private (int, long, string) Rank(int picture) => (-(int)(entries[picture].Split ?? Split.Train), -pixels[picture], entries[picture].Key);

    private bool Before(int one, int other) => Comparer<(int, long, string)>.Default.Compare(Rank(one), Rank(other)) < 0;

    private Finding Of(int picture, int other, string how, double? alike)
    {
        (Entry one, Entry two) = (entries[picture], entries[other]);
        string place = SplitWords.Place(one.Split, classes[one.Label]);
        bool exact = alike is null;
        return one.Label != two.Label
            ? new(FindingKind.TwoLabels, exact ? Severity.Error : Severity.Warning, one.Key, place, $"{how}, but there it is '{classes[two.Label]}'", two.Key, alike)
            : one.Split != two.Split
            ? new(FindingKind.Leak, exact && (one.Split == Split.Test || two.Split == Split.Test) ? Severity.Error : Severity.Warning, one.Key, place, $"{how}, and there it is in {SplitWords.Of(two.Split)}", two.Key, alike) { IsExact = exact }
            : new(exact ? FindingKind.Duplicate : FindingKind.NearDuplicate, exact ? Severity.Warning : Severity.Note, one.Key, place, how, two.Key, alike) { IsExact = exact };
    }
}
