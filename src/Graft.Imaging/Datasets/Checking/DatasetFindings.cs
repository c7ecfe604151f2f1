namespace Graft.Imaging;

/// <summary>How many pictures of a class a split has.</summary>
public sealed record SplitCount(Split Split, string Class, int Count);

/// <summary>What was found when a data set was looked through.</summary>
public sealed record DatasetFindings
{
    /// <summary>The folder or table that was looked through.</summary>
    public required string Path { get; init; }

    /// <summary>How it is laid out, in words.</summary>
    public required string Layout { get; init; }

    /// <summary>Whether the files found make the data set, and not a list of files; only then may files be moved out of it.</summary>
    public required bool IsFolder { get; init; }

    /// <summary>Class names in label order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Pictures by split and class; what has none has no row.</summary>
    public required IReadOnlyList<SplitCount> Counts { get; init; }

    /// <summary>What is the matter, the most harmful first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The pictures that can be used, sorted by key.</summary>
    public required IReadOnlyList<CheckedPicture> Pictures { get; init; }

    /// <summary>Where each file lies, by key, those at fault included.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Whether this is Food-101 or a part of it: its layout, and no class of another name.</summary>
    public required bool IsFood101 { get; init; }

    /// <summary>Whether every picture listed is there and can be read.</summary>
    public bool IsSound => !Findings.Any(finding => finding.Kind is FindingKind.Missing or FindingKind.Unreadable or FindingKind.Truncated);

    /// <summary>Pictures of a split.</summary>
    public int Total(Split split) => Counts.Where(row => row.Split == split).Sum(row => row.Count);

    /// <summary>Findings of a kind.</summary>
    public IReadOnlyList<Finding> Of(FindingKind kind) => [.. Findings.Where(finding => finding.Kind == kind)];

    /// <summary>The same with more findings, in their order.</summary>
    public DatasetFindings With(IEnumerable<Finding> more) => this with { Findings = InOrder(Findings.Concat(more)) };

    /// <summary>The same with more pairs of pictures that show one photo, and what follows from them.</summary>
    /// <param name="pairs">Positions are those of <see cref="Pictures"/>.</param>
    public DatasetFindings With(IReadOnlyList<PicturePair> pairs)
    {
        Twins twins = new(Pictures, Classes);
        IReadOnlyList<Finding> more = twins.Near(pairs);
        return With(more) with { Pictures = twins.Grouped() };
    }

    /// <summary>What the whole Food-101 has and this has not, or has otherwise, a sentence for each fact.</summary>
    public IReadOnlyList<string> LacksOfFood101()
    {
        List<string> lacks = [];
        string[] absent = [.. Food101.Classes.Except(Classes)];
        if (absent.Length > 0)
        {
            lacks.Add($"{absent.Length} of {Food101.Classes.Count} classes are missing: {Several.Of(absent)}");
        }
        foreach ((string split, int expected, Func<SplitCount, bool> counted) in new (string, int, Func<SplitCount, bool>)[]
        {
            // What is held out for validation is held out of the training pictures that Food-101 lists.
            ("train", Food101.TrainPerClass, row => row.Split != Split.Test), ("test", Food101.TestPerClass, row => row.Split == Split.Test),
        })
        {
            string[] other = [.. Classes.Select(name => (Name: name, Count: Counts.Where(row => counted(row) && row.Class == name).Sum(row => row.Count)))
                .Where(row => row.Count != expected).Select(row => $"{row.Name} ({row.Count})")];
            if (other.Length > 0)
            {
                lacks.Add($"{other.Length} classes have not {expected} {split} pictures: {Several.Of(other)}");
            }
        }
        return lacks;
    }

    /// <summary>The most harmful first, then by kind; the surest first, then by key.</summary>
    internal static IReadOnlyList<Finding> InOrder(IEnumerable<Finding> findings)
    {
        Dictionary<FindingKind, int> rank = FindingText.All.Index().ToDictionary(row => row.Item.Kind, row => row.Index);
        return [.. findings.OrderByDescending(finding => finding.Severity).ThenBy(finding => rank[finding.Kind]).ThenByDescending(finding => finding.Score ?? 2).ThenBy(finding => finding.File ?? finding.Place, StringComparer.Ordinal)];
    }
}
