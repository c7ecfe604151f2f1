using System.Text.RegularExpressions;

namespace Graft.Imaging;

/// <summary>A flat folder of pictures named by WordNet id (n01484850_great_white_shark.JPEG), with the ids in label order in synsets.txt and, it may be, their names in labels.txt: a sample to evaluate on.</summary>
internal static partial class WordNetLayout
{
    public static Listing? TryList(string root)
    {
        string synsets = Path.Combine(root, "synsets.txt");
        if (!File.Exists(synsets))
        {
            return null;
        }
        string[] files = [.. Directory.EnumerateFiles(root).Where(file => ImageFormats.Named(file) is not null && !FolderWalk.IsClutter(file))];
        if (!files.Any(file => WordNetId().IsMatch(Path.GetFileName(file))))
        {
            return null;
        }
        Listing listing = new("pictures named by WordNet id") { IsSample = true, IsFolder = true };
        listing.Classes = [.. File.ReadLines(synsets).Select(line => line.Split((char[])[' ', '\t'], 2)[0].Trim()).Where(line => line.Length > 0)];
        listing.Labels = NameList.Read(Path.Combine(root, "labels.txt"), listing.Classes.Count, listing.Warnings);
        Dictionary<string, int> labels = NameList.Index(listing.Classes, synsets);
        List<string> strangers = [];
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            if (WordNetId().Match(name) is { Success: true } match && labels.TryGetValue(match.Value, out int label))
            {
                listing.Entries.Add(new Entry(name, file, label, Split.Test));
            }
            else
            {
                strangers.Add(name);
            }
        }
        if (strangers.Count > 0)
        {
            listing.Warnings.Add($"Passed over {Several.Count(strangers.Count, "picture")} whose names begin with no id of synsets.txt: {Several.Of([.. strangers.Order(StringComparer.Ordinal)])}.");
        }
        return listing;
    }

    [GeneratedRegex(@"^n[0-9]{8}(?![0-9])")]
    private static partial Regex WordNetId();
}
