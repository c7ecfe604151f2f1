using Graft.Imaging.Formula;

namespace Graft.Imaging;

/// <summary>A picture as a layout lists it.</summary>
internal sealed class Entry(string key, string file, int label, Split? split)
{
    public string Key { get; } = key;

    public string File { get; } = file;

    public int Label { get; } = label;

    /// <summary>Null until a split is chosen by hash.</summary>
    public Split? Split { get; set; } = split;

    /// <summary>Bytes of the file.</summary>
    public long Length { get; set; }
}

/// <summary>What a layout found.</summary>
internal sealed class Listing(string layout)
{
    public string Layout { get; } = layout;

    public List<string> Classes { get; set; } = [];

    /// <summary>Names for people, or null.</summary>
    public List<string>? Labels { get; set; }

    public List<Entry> Entries { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>What the listing itself shows to be wrong.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Class folders that hold no picture, and make no class.</summary>
    public List<string> EmptyFolders { get; } = [];

    /// <summary>Whether whatever lies in the folder is the data set; otherwise a list names what belongs to it.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Whether a class without pictures is nothing to speak of: the class list is that of a larger set.</summary>
    public bool IsSample { get; init; }

    /// <summary>What draws the pictures, where there are no files.</summary>
    public FormulaTask? Formula { get; init; }

    /// <summary>Lists a data set by whichever layout it has.</summary>
    /// <exception cref="DatasetException">None fits.</exception>
    public static Listing Of(string root)
    {
        if (FormulaTask.IsOne(root))
        {
            return FormulaLayout.List(FormulaTask.Parse(root));
        }
        try
        {
            if (File.Exists(root))
            {
                RefuseArchive(root);
                return CsvLayout.List(root);
            }
            if (!Directory.Exists(root))
            {
                throw new DatasetException($"{root}: there is no such folder or file. Give the data set's folder, or its CSV file.");
            }
            return Food101Layout.TryList(root) ?? WordNetLayout.TryList(root) ?? ClassFolderLayout.TryList(root) ?? throw Unknown(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DatasetException($"{root}: the data set cannot be listed ({PhotoFile.Reason(e)}). Check that it exists and that you may read it.", e);
        }
    }

    private static void RefuseArchive(string file)
    {
        byte[] start = new byte[512];
        using FileStream stream = File.OpenRead(file);
        ReadOnlySpan<byte> head = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (head is [0x1F, 0x8B, ..] || head.StartsWith("PK\x03\x04"u8) || (head.Length == 512 && head[257..].StartsWith("ustar"u8)))
        {
            throw new DatasetException($"{file}: this is an archive, and pictures are read from a folder. Unpack it first: tar -xf, or 'graft data pull food101 DIR --archive {file}' for Food-101.");
        }
    }

    private static DatasetException Unknown(string root)
    {
        string[] tables = [.. Directory.EnumerateFiles(root).Where(CsvLayout.IsTable).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        string[] within = [.. Directory.EnumerateDirectories(root).Where(LooksLikeDataset).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
        string hint = tables.Length > 0 ? $" For a CSV file of paths and labels give the file itself: '{Path.Combine(root, tables[0])}'."
            : within.Length > 0 ? $" Did you mean '{Path.Combine(root, within[0])}'?" : "";
        return new DatasetException($"{root}: no data set is recognised here. Expected is one folder of pictures per class (or train/, val/ and test/ with such folders inside), the Food-101 layout (images/ and meta/), "
            + $"or a flat folder of nXXXXXXXX pictures with synsets.txt.{hint}");
    }

    private static bool LooksLikeDataset(string folder) => Food101Layout.IsOne(folder) || ClassFolderLayout.IsOne(folder);
}
