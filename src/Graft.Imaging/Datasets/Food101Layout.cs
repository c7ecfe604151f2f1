using System.Text.Json;

namespace Graft.Imaging;

/// <summary>The layout of Food-101: images/CLASS/ID.jpg, and meta/ with classes.txt, labels.txt and train and test lists of CLASS/ID, as .txt or .json.</summary>
internal static class Food101Layout
{
    private static readonly (string Name, Split Split)[] Lists = [("train", Split.Train), ("val", Split.Validation), ("validation", Split.Validation), ("test", Split.Test)];

    private static readonly string[] Extensions = [".jpg", ".JPG", ".jpeg", ".JPEG", ".png", ".PNG", ".webp", ".gif", ".bmp"];

    public static bool IsOne(string root) => Directory.Exists(Path.Combine(root, "images")) && Lists.Any(list => ListFile(root, list.Name) is not null);

    public static Listing? TryList(string root)
    {
        if (!IsOne(root))
        {
            return null;
        }
        Listing listing = new("the Food-101 layout");
        Dictionary<string, (int Label, Split Split)> seen = new(StringComparer.Ordinal);
        List<(string Id, string Class, Split Split, string Place)> rows = [];
        foreach ((string name, Split split) in Lists)
        {
            if (ListFile(root, name) is { } file)
            {
                rows.AddRange(Read(file).Select(row => (row.Id, ClassOf(row), split, row.Place)));
            }
        }
        string classFile = Path.Combine(root, "meta", "classes.txt");
        bool listed = File.Exists(classFile);
        listing.Classes = listed ? Lines(classFile) : [.. rows.Select(row => row.Class).Distinct().Order(StringComparer.Ordinal)];
        listing.Labels = NameList.Read(Path.Combine(root, "meta", "labels.txt"), listing.Classes.Count, listing.Warnings);
        Dictionary<string, int> labels = NameList.Index(listing.Classes, classFile);
        foreach ((string id, string name, Split split, string place) in rows)
        {
            if (!labels.TryGetValue(name, out int label))
            {
                throw new DatasetException($"{place}: class '{name}' is not in meta/classes.txt. Add it there, or take the line out.");
            }
            if (seen.TryGetValue(id, out (int Label, Split Split) before))
            {
                listing.Warnings.Add($"{place}: '{id}' is listed before ({before.Split.ToString().ToLowerInvariant()}); the first listing counts.");
                if (before.Split != split)
                {
                    listing.Findings.Add(new(FindingKind.Leak, Severity.Error, id, SplitWords.Place(before.Split, name), $"{place} lists it in {SplitWords.Of(split)} too"));
                }
                continue;
            }
            seen.Add(id, (label, split));
            string file = Locate(root, id);
            listing.Entries.Add(new Entry(Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'), file, label, split));
        }
        return listing;
    }

    private static string? ListFile(string root, string name) => ((string[])[".txt", ".json"]).Select(extension => Path.Combine(root, "meta", name + extension)).FirstOrDefault(File.Exists);

    private static List<string> Lines(string file) => [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static IEnumerable<(string Id, string Place)> Read(string file)
    {
        if (file.EndsWith(".txt", StringComparison.Ordinal))
        {
            return File.ReadLines(file).Index().Select(line => (line.Item.Trim(), $"{file}, line {line.Index + 1}")).Where(line => line.Item1.Length > 0);
        }
        try
        {
            Dictionary<string, string[]> lists = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllBytes(file)) ?? [];
            return lists.SelectMany(list => list.Value.Select(id => (id, $"{file}, '{list.Key}'")));
        }
        catch (JsonException e)
        {
            throw new DatasetException($"{file}: expected is an object of class name to list of CLASS/ID. {e.Message}", e);
        }
    }

    private static string ClassOf((string Id, string Place) row)
    {
        string[] parts = row.Id.Split('/');
        return parts.Length >= 2 && !parts.Contains("..") && parts[0].Length > 0 ? parts[0]
            : throw new DatasetException($"{row.Place}: '{row.Id}' is no CLASS/ID. Each entry names a file under images/, without the extension.");
    }

    private static string Locate(string root, string id)
    {
        string stem = Path.Combine(root, "images", id);
        return ImageFormats.Named(stem) is not null && File.Exists(stem) ? stem : stem + (Extensions.FirstOrDefault(extension => File.Exists(stem + extension)) ?? Extensions[0]);
    }
}
