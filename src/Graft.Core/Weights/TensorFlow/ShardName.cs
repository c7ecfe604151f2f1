using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Weights.TensorFlow;

/// <summary>The names of a checkpoint's files: <c>name-00000-of-00002</c>, and for the second kind <c>name.index</c> and <c>name.data-00000-of-00002</c>.</summary>
internal static partial class ShardName
{
    public const string IndexEnding = ".index";

    private const int MostFiles = 10_000;

    /// <summary>The paths of all files of a V1 checkpoint, of which one is given.</summary>
    /// <exception cref="WeightFileException">One of them is not there.</exception>
    public static IEnumerable<string> AllOf(string path)
    {
        if (Numbered().Match(path) is not { Success: true } match || Count(match) is not (> 0 and <= MostFiles and int files))
        {
            return [path];
        }
        string[] paths = [.. Enumerable.Range(0, files).Select(i => Of(match.Groups["stem"].Value, i, files))];
        // A file that lies alone may have been given such a name by somebody else.
        string[] missing = [.. paths.Where(other => other != path && !File.Exists(other))];
        return missing.Length == 0 ? paths
            : throw new WeightFileException($"{path} is one of {files} files of a TensorFlow checkpoint, but {Path.GetFileName(missing[0])}{(missing.Length > 1 ? $" and {missing.Length - 1} more are" : " is")} not there. Put all of them into one folder.");
    }

    /// <summary>The path of a file of numbers that belongs to an index.</summary>
    public static string OfData(string index, int number, int files) =>
        Of((index.EndsWith(IndexEnding, StringComparison.Ordinal) ? index[..^IndexEnding.Length] : index) + ".data", number, files);

    /// <summary>The path of the index that a file of numbers belongs to; null for other names.</summary>
    public static string? IndexOf(string path) => Numbered().Match(path) is { Success: true } match && match.Groups["stem"].Value is var stem && stem.EndsWith(".data", StringComparison.Ordinal) ? stem[..^5] + IndexEnding : null;

    /// <summary>The first of the files in a folder that are called <c>name-00000-of-…</c>; null where there is none.</summary>
    public static string? FirstOf(string prefix)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(prefix))!, name = Path.GetFileName(prefix);
        return name.Length > 0 && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) is var found && found.StartsWith(name, StringComparison.Ordinal) && FirstEnding().IsMatch(found[name.Length..])).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    /// <summary>The first of the files that one called <c>name-00002-of-00003</c> belongs to; the name itself where it is none of several.</summary>
    public static string FirstOfAll(string name) => Numbered().Match(name) is { Success: true } match && Count(match) > 0 ? Of(match.Groups["stem"].Value, 0, Count(match)) : name;

    private static string Of(string stem, int number, int files) => string.Create(CultureInfo.InvariantCulture, $"{stem}-{number:00000}-of-{files:00000}");

    private static int Count(Match match) => int.Parse(match.Groups["files"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<stem>.*)-[0-9]{5}-of-(?<files>[0-9]{5})$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^-00000-of-[0-9]{5}$")]
    private static partial Regex FirstEnding();
}
