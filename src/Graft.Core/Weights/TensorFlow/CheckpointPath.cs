using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Weights.TensorFlow;

/// <summary>Finds the file that leads to a checkpoint, which users name by its prefix, by any of its files, or by its folder.</summary>
internal static partial class CheckpointPath
{
    private const string StateName = "checkpoint", SavedModelIndex = "variables/variables.index";
    private const int MaxState = 1 << 20, MostFiles = 1000;

    /// <summary>The file to open; the path itself where it leads to no checkpoint.</summary>
    /// <exception cref="WeightFileException">A part of the checkpoint is missing, or a folder holds several; the message names them.</exception>
    public static string Find(string path)
    {
        if (File.Exists(path))
        {
            return ShardName.IndexOf(path) is not { } index ? path : File.Exists(index) ? index
                : throw new WeightFileException($"{path} holds numbers of a TensorFlow checkpoint, but {Path.GetFileName(index)}, which says what they are, is not there. Put it into the same folder; a checkpoint is all its files.");
        }
        return Directory.Exists(path) ? InFolder(path) : OfPrefix(path) ?? path;
    }

    /// <summary>Whether a file is the text <c>checkpoint</c>, which says which of the checkpoints in its folder is the latest.</summary>
    public static bool IsState(MappedFile file) => file.Length <= MaxState && file.Peek(0, 22).AsSpan().SequenceEqual("model_checkpoint_path:"u8);

    /// <summary>The latest checkpoint that the text <c>checkpoint</c> names; only within its own folder, for it may come from another machine.</summary>
    public static string Latest(MappedFile state)
    {
        string named = Entry().Match(Encoding.UTF8.GetString(state.Peek(0, MaxState))) is { Success: true } match ? match.Groups[1].Value : "";
        string name = Path.GetFileName(named.Replace('\\', '/')), prefix = Path.Combine(Path.GetDirectoryName(state.Path) ?? "", name);
        return name.Length == 0 ? throw new WeightFileException($"{state.Path} does not name a checkpoint. Name the checkpoint's own files.")
            : OfPrefix(prefix) ?? (File.Exists(prefix) ? prefix
            : throw new WeightFileException($"{state.Path} names '{named}' as the latest checkpoint, but no such checkpoint lies beside it. Put its files there, or name another."));
    }

    private static string? OfPrefix(string prefix)
    {
        if (File.Exists(prefix + ShardName.IndexEnding))
        {
            return prefix + ShardName.IndexEnding;
        }
        return ShardName.FirstOf(prefix + ".data") is { } data
            ? throw new WeightFileException($"{prefix}: {Path.GetFileName(data)} holds numbers of a TensorFlow checkpoint, but {Path.GetFileName(prefix)}{ShardName.IndexEnding}, which says what they are, is not there. Put it into the same folder; a checkpoint is all its files.")
            : ShardName.FirstOf(prefix);
    }

    private static string InFolder(string folder)
    {
        string state = Path.Combine(folder, StateName), saved = Path.Combine(folder, SavedModelIndex);
        if (File.Exists(state) || File.Exists(saved))
        {
            return File.Exists(state) ? state : saved;
        }
        string[] found = [.. Directory.EnumerateFiles(folder).Where(path => path == ShardName.FirstOfAll(path)).Take(MostFiles).Where(SortedTable.Fits).Order(StringComparer.Ordinal)];
        string[] names = [.. found.Select(path => Path.GetFileName(path) is var name && name.EndsWith(ShardName.IndexEnding, StringComparison.Ordinal) ? name[..^ShardName.IndexEnding.Length] : name)];
        return found.Length switch
        {
            0 => folder,
            1 => found[0],
            _ => throw new WeightFileException($"{folder} holds {found.Length} TensorFlow checkpoints ({string.Join(", ", names.Take(5))}{(found.Length > 5 ? ", …" : "")}) and no file '{StateName}' that says which is the latest. Name one of them: {Path.Combine(folder, names[^1])}"),
        };
    }

    [GeneratedRegex("""^model_checkpoint_path:\s*"([^"]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Entry();
}
