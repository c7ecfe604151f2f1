using Graft.Imaging.Formula;

namespace Graft.Imaging;

/// <summary>Looks a data set through, before anything is trained on it.</summary>
public static class DatasetCheck
{
    /// <summary>Lists a data set and looks into each of its files; nothing is changed.</summary>
    /// <param name="path">A folder or a CSV file, as for <see cref="ImageDataset.Open"/>.</param>
    /// <exception cref="DatasetException">There is no data set, or it contradicts itself.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public static DatasetFindings Run(string path, CheckOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        if (FormulaTask.IsOne(path))
        {
            throw new DatasetException($"{path}: a formula draws these pictures, so there is no file that could be damaged or lie in the wrong place. Look at some with 'graft data sheet {path}'.");
        }
        string root = Path.GetFullPath(path);
        Listing listing = Listing.Of(root);
        List<Entry> entries = [.. listing.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
        PictureFacts[] facts = Look(entries, options, cancel);
        // What training finds unusable before it starts has no part in its splits.
        SplitByHash.Assign([.. entries.Where((_, i) => facts[i].Format is not null)], options.Splitting);
        List<Finding> findings = [.. listing.Warnings.Select(warning => new Finding(FindingKind.Listing, Severity.Note, null, "", warning)), .. listing.Findings];
        findings.AddRange(entries.SelectMany((entry, i) => PictureFindings.Of(entry, facts[i], SplitWords.Place(entry.Split, listing.Classes[entry.Label]), options)));
        int[] usable = [.. Enumerable.Range(0, entries.Count).Where(i => facts[i].Fault is null or { Kind: FindingKind.Damaged })];
        List<Entry> used = [.. usable.Select(i => entries[i])];
        Twins twins = new([.. usable.Select((i, at) => new CheckedPicture(new(entries[i].Key, entries[i].File, entries[i].Label), entries[i].Split ?? Split.Train, at, (long)facts[i].Width * facts[i].Height))], listing.Classes);
        findings.AddRange(twins.Exact(i => facts[usable[i]].Small is { IsBlank: false } ? facts[usable[i]].Pixels : null, i => facts[usable[i]].Content));
        findings.AddRange(twins.Near(NearPairs.Find([.. usable.Select((i, at) => twins.IsCopy(at) ? null : facts[i].Small)], options, cancel)));
        Dictionary<(int Label, Split Split), int> counts = used.CountBy(entry => (entry.Label, entry.Split ?? Split.Train)).ToDictionary();
        findings.AddRange(listing.IsSample ? [] : ClassFindings.Of(listing.Classes, counts, options));
        findings.AddRange(listing.EmptyFolders.Select(name => new Finding(FindingKind.EmptyClass, Severity.Warning, null, name, "a folder without a picture; no class is made of it")));
        findings.AddRange(Food101Layout.IsOne(root) ? Unlisted(root, listing) : []);
        return new()
        {
            Path = root,
            Layout = listing.Layout,
            IsFolder = listing.IsFolder,
            Classes = listing.Classes,
            Counts = [.. counts.Select(row => new SplitCount(row.Key.Split, listing.Classes[row.Key.Label], row.Value))],
            Findings = DatasetFindings.InOrder(findings),
            Pictures = twins.Grouped(),
            Files = entries.ToDictionary(entry => entry.Key, entry => entry.File),
            IsFood101 = Food101Layout.IsOne(root) && listing.Classes.Count > 0 && listing.Classes.All(Food101.Classes.Contains),
        };
    }

    /// <summary>What can be said of a data set that is open already without reading a file, as sentences: names that look like one, small classes, classes of very different size.</summary>
    public static IReadOnlyList<string> Brief(ImageDataset data)
    {
        Dictionary<(int Label, Split Split), int> counts = Enum.GetValues<Split>().Distinct().SelectMany(split => data.Items(split).CountBy(item => item.Label).Select(row => ((row.Key, split), row.Value))).ToDictionary();
        return
        [
            .. ClassFindings.Of(data.Classes, counts, new()).Where(finding => finding.Kind is FindingKind.ClassNames or FindingKind.FewPictures or FindingKind.Imbalance)
                .GroupBy(finding => finding.Kind).Select(group => $"{FindingText.Of(group.Key).Title}: {Several.Of([.. group.Select(finding => finding.Place.Length > 0 ? $"{finding.Place} ({finding.Detail})" : finding.Detail)])}. {FindingText.Of(group.Key).Remedy}"),
        ];
    }

    private static PictureFacts[] Look(List<Entry> entries, CheckOptions options, CancellationToken cancel)
    {
        PictureFacts[] facts = new PictureFacts[entries.Count];
        int looked = 0;
        // Waiting for a disk takes no processor, so where nothing is decoded a few more than there are.
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = (options.Quick ? 2 : 1) * Environment.ProcessorCount, CancellationToken = cancel };
        Parallel.For(0, facts.Length, parallel, () => options.Quick ? null : new PictureInspector(), (i, _, inspector) =>
        {
            facts[i] = inspector?.Look(entries[i].File) ?? HeadLook.Look(entries[i].File);
            options.Progress?.Invoke("looking", Interlocked.Increment(ref looked), facts.Length);
            return inspector;
        }, inspector => inspector?.Dispose());
        if (options.Quick)
        {
            HeadLook.HashEqualLengths([.. entries.Select(entry => entry.File)], facts, cancel);
        }
        return facts;
    }

    private static IEnumerable<Finding> Unlisted(string root, Listing listing)
    {
        HashSet<string> listed = [.. listing.Entries.Select(entry => entry.Key)];
        return Directory.EnumerateFiles(Path.Combine(root, "images"), "*", SearchOption.AllDirectories).Where(file => !FolderWalk.IsClutter(file))
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/')).Where(key => !listed.Contains(key)).Select(key => new Finding(FindingKind.Unlisted, Severity.Note, key, "", "no list names it"));
    }
}
