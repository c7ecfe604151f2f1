using Graft.Imaging.Formula;

namespace Graft.Imaging;

/// <summary>Classes and labelled picture files, split into training, validation and test; the pictures themselves are not read yet.</summary>
public sealed class ImageDataset
{
    private readonly IReadOnlyList<ImageItem>[] items;

    internal ImageDataset(string path, Listing listing, IEnumerable<Entry> entries, bool holdsOut, bool validateOnTest)
    {
        Path = path;
        HoldsOut = holdsOut;
        Layout = listing.Layout;
        Classes = listing.Classes;
        Labels = listing.Labels ?? listing.Classes;
        Entry[] sorted = [.. entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
        items = [.. Enum.GetValues<Split>().Select(split => (ImageItem[])[.. sorted.Where(entry => entry.Split == split).Select(entry => new ImageItem(entry.Key, entry.File, entry.Label))])];
        if (validateOnTest)
        {
            items[(int)Split.Validation] = items[(int)Split.Test];
        }
        Fingerprint = DatasetFingerprint.Of(listing.Formula is { } formula ? [.. Classes, $"{formula} {FormulaPainter.Version}"] : Classes, sorted);
        Warnings = listing.Warnings;
    }

    /// <summary>The folder or CSV file that was opened, or what a formula draws.</summary>
    public string Path { get; }

    /// <summary>How the data set is laid out, in words.</summary>
    public string Layout { get; }

    /// <summary>What the classes are called in the data set, in label order: folder names sorted by their code points, or the order of the data set's own class list.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>What the classes are called for people, in label order; the same as <see cref="Classes"/> where the data set has no such names.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What a user should know about the data set before relying on it, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Whether the validation pictures were taken from those to train on, as the data set has none of its own.</summary>
    public bool HoldsOut { get; }

    /// <summary>SHA-256 over the classes and over key, label, split and size of every picture, as 64 hexadecimal digits: the same where the data are the same.</summary>
    public string Fingerprint { get; }

    /// <summary>The pictures of a split, sorted by key.</summary>
    public IReadOnlyList<ImageItem> Items(Split split) => items[(int)split];

    /// <summary>How many pictures of a split each class has, in label order.</summary>
    public int[] CountsOf(Split split)
    {
        int[] counts = new int[Classes.Count];
        foreach (ImageItem item in Items(split))
        {
            counts[item.Label]++;
        }
        return counts;
    }

    /// <summary>Where a data set is, whatever folder a program is called in: its full path, or all that a formula is told.</summary>
    public static string PlaceOf(string path) => FormulaTask.IsOne(path) ? FormulaTask.Parse(path).ToString() : System.IO.Path.GetFullPath(path);

    /// <summary>A short name for a data set, which a file or a folder may have: the folder's own, or the formula's.</summary>
    public static string NameOf(string path) => FormulaTask.IsOne(path) ? FormulaTask.WordOf(FormulaTask.Parse(path).Kind)
        : System.IO.Path.GetFileNameWithoutExtension(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));

    /// <summary>Lists a data set: class folders, the Food-101 layout, a CSV file, or a flat folder of pictures named by WordNet id. See docs/data.md.</summary>
    /// <param name="path">The data set's folder, or its CSV file; or what a formula is to draw, as <see cref="FormulaTask"/> reads it.</param>
    /// <exception cref="DatasetException">There is no data set, or it contradicts itself, or more of its pictures cannot be read than <see cref="DatasetOptions.UnreadableFraction"/> allows.</exception>
    public static ImageDataset Open(string path, DatasetOptions? options = null)
    {
        options ??= new();
        string root = PlaceOf(path);
        Listing listing = Listing.Of(root);
        listing.Warnings.AddRange(listing.EmptyFolders.Select(name => $"Class '{name}' has no picture and is left out."));
        List<Entry> entries = listing.Formula is null ? EntryCheck.Run(root, listing, options) : listing.Entries;
        bool holdsOut = !options.ValidateOnTest && !entries.Exists(entry => entry.Split == Split.Validation);
        SplitByHash.Assign(entries, options);
        if (options.CheckFiles && listing.Formula is null)
        {
            Duplicates.Report(listing, entries);
        }
        ClassCheck.Run(listing, entries);
        return new ImageDataset(root, listing, entries, holdsOut, options.ValidateOnTest);
    }
}
