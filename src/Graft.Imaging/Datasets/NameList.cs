namespace Graft.Imaging;

/// <summary>Lists of class names, one a line.</summary>
internal static class NameList
{
    /// <summary>The names for people in a file, if it is there and fits.</summary>
    public static List<string>? Read(string file, int expected, List<string> warnings)
    {
        if (!File.Exists(file))
        {
            return null;
        }
        List<string> names = [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (names.Count != expected)
        {
            warnings.Add($"{file} has {Several.Count(names.Count, "name")} for {Several.Count(expected, "class", "classes")} and is not used.");
            return null;
        }
        return names;
    }

    /// <summary>Name to index.</summary>
    /// <exception cref="DatasetException">A name comes twice.</exception>
    public static Dictionary<string, int> Index(List<string> names, string file)
    {
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        foreach ((int i, string name) in names.Index())
        {
            if (!index.TryAdd(name, i))
            {
                throw new DatasetException($"{file}: '{name}' comes twice. Each class is listed once.");
            }
        }
        return index;
    }
}
