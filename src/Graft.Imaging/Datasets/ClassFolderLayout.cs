namespace Graft.Imaging;

/// <summary>One folder of pictures per class, at the top or inside train/, val/ and test/.</summary>
internal static class ClassFolderLayout
{
    public static bool IsOne(string root) => SplitFolders(root).Count > 0 || Subfolders(root).Count(HoldsPictures) > 1;

    /// <summary>The split that a word names; null for any other word.</summary>
    public static Split? SplitNamed(string word) => word.Trim().ToLowerInvariant() switch
    {
        "train" or "training" => Split.Train,
        "val" or "valid" or "validation" or "dev" => Split.Validation,
        "test" or "testing" => Split.Test,
        _ => null,
    };

    /// <summary>Lists the set; null when the folder has no folder with pictures in it.</summary>
    public static Listing? TryList(string root)
    {
        Dictionary<string, Split?> parts = SplitFolders(root);
        Listing listing = new(parts.Count > 0 ? $"class folders in {string.Join(", ", parts.Keys.Select(part => Path.GetFileName(part) + "/").Order(StringComparer.Ordinal))}" : "class folders, split by a hash of the path") { IsFolder = true };
        FolderWalk walk = new(root, listing.Warnings);
        string[] beside = parts.Count > 0 ? [.. Subfolders(root).Where(folder => !parts.ContainsKey(folder))] : [];
        if (beside.Length > 0)
        {
            listing.Warnings.Add($"Passed over {Several.Count(beside.Length, "folder")} beside {string.Join(", ", parts.Keys.Select(part => Path.GetFileName(part) + "/").Order(StringComparer.Ordinal))}: {Several.Of([.. beside.Select(walk.Key)])}.");
        }
        if (parts.Count == 0)
        {
            parts.Add(root, null);
        }
        List<(string Class, string File, Split? Split)> found = [];
        HashSet<string> empty = new(StringComparer.Ordinal);
        foreach ((string part, Split? split) in parts.OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            List<string> loose = [.. Directory.EnumerateFiles(part).Where(file => ImageFormats.Named(file) is not null && !FolderWalk.IsClutter(file)).Select(walk.Key)];
            if (loose.Count > 0)
            {
                listing.Warnings.Add($"Passed over {Several.Count(loose.Count, "picture")} in no class folder: {Several.Of(loose)}.");
            }
            foreach (string folder in Subfolders(part))
            {
                List<string> pictures = walk.Pictures(folder);
                string name = Path.GetFileName(folder);
                found.AddRange(pictures.Select(file => (name, file, split)));
                if (pictures.Count == 0)
                {
                    empty.Add(name);
                }
            }
        }
        walk.Report();
        if (found.Count == 0)
        {
            return null;
        }
        listing.Classes = [.. found.Select(item => item.Class).Distinct().Order(StringComparer.Ordinal)];
        listing.EmptyFolders.AddRange(empty.Except(listing.Classes).Order(StringComparer.Ordinal));
        Dictionary<string, int> labels = listing.Classes.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        listing.Entries.AddRange(found.Select(item => new Entry(walk.Key(item.File), item.File, labels[item.Class], item.Split)));
        return listing;
    }

    // A class may be called 'train' too: it then holds pictures itself, and other classes lie beside it.
    private static Dictionary<string, Split?> SplitFolders(string root)
    {
        List<string> all = Subfolders(root);
        Dictionary<string, Split?> parts = all.Where(folder => SplitNamed(Path.GetFileName(folder)) is not null).ToDictionary(folder => folder, folder => SplitNamed(Path.GetFileName(folder)));
        bool holdClasses = parts.Keys.Any(part => Subfolders(part).Count > 0);
        bool complete = parts.ContainsValue(Split.Train) || parts.Count == all.Count;
        if (!holdClasses && parts.Count > 0 && parts.Count == all.Count)
        {
            throw new DatasetException($"{root}: {string.Join(", ", parts.Keys.Select(part => $"'{Path.GetFileName(part)}'").Order(StringComparer.Ordinal))} should hold one folder per class, but hold no folders. "
                + "Move each class's pictures into a folder of its own, or list them in a CSV file (path,label,split).");
        }
        return holdClasses && complete ? parts : [];
    }

    private static List<string> Subfolders(string folder) => [.. Directory.EnumerateDirectories(folder).Where(inner => !FolderWalk.IsClutter(inner)).Order(StringComparer.Ordinal)];

    private static bool HoldsPictures(string folder) => new FolderWalk(folder, []).Pictures(folder).Count > 0;
}
