namespace Graft.Imaging;

/// <summary>A table of path, label and, it may be, split; with or without a header; paths relative to the table.</summary>
internal static class CsvLayout
{
    private static readonly string[] PathNames = ["path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path", "imagepath", "img", "picture"];
    private static readonly string[] LabelNames = ["label", "labels", "class", "classname", "class_name", "category", "target"];
    private static readonly string[] SplitNames = ["split", "set", "subset", "partition"];

    public static bool IsTable(string file) => Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".tsv";

    public static Listing List(string table)
    {
        if (!IsTable(table))
        {
            throw new DatasetException($"{table}: this is a file, but no .csv or .tsv table. Give the data set's folder, or a table of path,label[,split].");
        }
        string text = File.ReadAllText(table);
        string first = text.Split('\n', 2)[0];
        char separator = ((char[])['\t', ';', ',']).MaxBy(candidate => first.Count(c => c == candidate));
        List<(int Line, List<string> Cells)> rows = [.. CsvReader.Read(text, separator, table)];
        string folder = Path.GetDirectoryName(table)!;
        Columns columns = Columns.Of(rows, folder);
        if (columns.HasHeader)
        {
            rows.RemoveAt(0);
        }
        if (rows.Count == 0)
        {
            throw new DatasetException($"{table}: the table has no rows. Expected is a line path,label[,split] for each picture.");
        }
        Listing listing = new(columns.Split >= 0 ? "a table with a split column" : "a table, split by a hash of the path");
        listing.Classes = [.. rows.Select(row => columns.Cell(row, columns.Label, "label", table)).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> labels = NameList.Index(listing.Classes, table);
        Dictionary<string, (int Line, int Label)> seen = new(StringComparer.Ordinal);
        foreach ((int Line, List<string> Cells) row in rows)
        {
            Entry entry = EntryOf(row, columns, labels, folder, table);
            if (seen.TryGetValue(entry.Key, out (int Line, int Label) before))
            {
                string contradiction = before.Label == entry.Label ? "again" : $"as '{listing.Classes[entry.Label]}', but as '{listing.Classes[before.Label]}' in line {before.Line}: a picture in two classes";
                listing.Warnings.Add($"{table}, line {row.Line}: '{entry.Key}' is listed {contradiction}; the first listing counts.");
                if (before.Label != entry.Label)
                {
                    listing.Findings.Add(new(FindingKind.TwoLabels, Severity.Error, entry.Key, listing.Classes[before.Label], $"line {before.Line} says so, but line {row.Line} says '{listing.Classes[entry.Label]}'", entry.Key));
                }
                continue;
            }
            seen.Add(entry.Key, (row.Line, entry.Label));
            listing.Entries.Add(entry);
        }
        return listing;
    }

    private static Entry EntryOf((int Line, List<string> Cells) row, Columns columns, Dictionary<string, int> labels, string folder, string table)
    {
        string path = columns.Cell(row, columns.Path, "path", table);
        string file = Path.GetFullPath(path, folder);
        if (path.Contains('\\') && !File.Exists(file))
        {
            path = path.Replace('\\', '/');
            file = Path.GetFullPath(path, folder);
        }
        string relative = Path.GetRelativePath(folder, file);
        string key = (relative.StartsWith("..", StringComparison.Ordinal) ? path : relative).Replace(Path.DirectorySeparatorChar, '/');
        string word = columns.Split >= 0 && columns.Split < row.Cells.Count ? row.Cells[columns.Split] : "";
        Split? split = columns.Split < 0 ? null : word.Length == 0 ? Split.Train : ClassFolderLayout.SplitNamed(word)
            ?? throw new DatasetException($"{table}, line {row.Line}: '{word}' is no split. Expected is train, val or test, or nothing for train.");
        return new Entry(key, file, labels[columns.Cell(row, columns.Label, "label", table)], split);
    }

    private readonly record struct Columns(bool HasHeader, int Path, int Label, int Split)
    {
        public static Columns Of(List<(int Line, List<string> Cells)> rows, string folder)
        {
            List<string> first = rows.Count > 0 ? rows[0].Cells : [];
            int path = Find(first, PathNames), label = Find(first, LabelNames), split = Find(first, SplitNames);
            bool names = (path >= 0 || label >= 0) && !first.Exists(cell => ImageFormats.Named(cell) is not null);
            // A header in words of the user's own: no picture in it, but one in the row below.
            bool header = names || (rows.Count > 1 && ImageFormats.Named(first[0]) is null && !File.Exists(System.IO.Path.GetFullPath(first[0], folder)) && ImageFormats.Named(rows[1].Cells[0]) is not null);
            if (!header)
            {
                return new(false, 0, 1, first.Count > 2 ? 2 : -1);
            }
            path = path >= 0 ? path : label == 0 ? 1 : 0;
            return new(true, path, label >= 0 ? label : path == 1 ? 0 : 1, split);
        }

        public string Cell((int Line, List<string> Cells) row, int column, string name, string table) => column < row.Cells.Count && row.Cells[column].Length > 0 ? row.Cells[column]
            : throw new DatasetException($"{table}, line {row.Line}: the {name} is missing. Each line is path,label[,split].");

        private static int Find(List<string> header, string[] names) => header.FindIndex(cell => names.Contains(cell.Trim().ToLowerInvariant()));
    }
}
