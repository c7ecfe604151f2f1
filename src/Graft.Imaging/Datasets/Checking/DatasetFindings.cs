namespace Graft.Imaging;

/// <summary>How many pictures of a class a split lists.</summary>
/// <param name="Split">Null where the data set leaves the choice to <see cref="ImageDataset"/>.</param>
public sealed record SplitCount(Split? Split, string Class, int Count);

/// <summary>What was found when a data set was looked through.</summary>
public sealed record DatasetFindings
{
    /// <summary>How it is laid out, in words.</summary>
    public required string Layout { get; init; }

    /// <summary>Class names in label order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Pictures listed, by split and class; what has none has no row.</summary>
    public required IReadOnlyList<SplitCount> Counts { get; init; }

    /// <summary>Pictures listed that are not there.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Pictures whose beginning is that of no readable picture, each with the reason.</summary>
    public required IReadOnlyList<string> Unreadable { get; init; }

    /// <summary>Files beside them that no list names.</summary>
    public required IReadOnlyList<string> Unlisted { get; init; }

    /// <summary>What else was noticed while listing, as sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether this is Food-101 or a part of it: its layout, and no class of another name.</summary>
    public required bool IsFood101 { get; init; }

    /// <summary>Whether every picture listed is there and has a readable header.</summary>
    public bool IsSound => Missing.Count == 0 && Unreadable.Count == 0;

    /// <summary>Pictures that a split lists.</summary>
    public int Total(Split? split) => Counts.Where(row => row.Split == split).Sum(row => row.Count);

    /// <summary>What the whole Food-101 has and this has not, or has otherwise, a sentence for each fact.</summary>
    public IReadOnlyList<string> LacksOfFood101()
    {
        List<string> lacks = [];
        string[] absent = [.. Food101.Classes.Except(Classes)];
        if (absent.Length > 0)
        {
            lacks.Add($"{absent.Length} of {Food101.Classes.Count} classes are missing: {Several.Of(absent)}");
        }
        foreach ((Split split, int expected) in new[] { (Split.Train, Food101.TrainPerClass), (Split.Test, Food101.TestPerClass) })
        {
            string[] other = [.. Classes.Select(name => (Name: name, Count: Counts.Where(row => row.Split == split && row.Class == name).Sum(row => row.Count)))
                .Where(row => row.Count != expected).Select(row => $"{row.Name} ({row.Count})")];
            if (other.Length > 0)
            {
                lacks.Add($"{other.Length} classes have not {expected} {split.ToString().ToLowerInvariant()} pictures: {Several.Of(other)}");
            }
        }
        return lacks;
    }
}
