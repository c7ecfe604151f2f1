using System.Globalization;
using Graft.Weights;

namespace Graft.Onnx.Reading;

/// <summary>The files beside a model that hold its large weights. Only files that really lie in the model's folder are opened.</summary>
/// <param name="modelPath">The model's path; null for a model that has no folder.</param>
internal sealed class ExternalData(string? modelPath)
{
    private readonly Dictionary<string, MappedFile> files = new(StringComparer.Ordinal);

    /// <summary>The bytes of a weight, without a copy.</summary>
    /// <param name="entries">The keys location, offset and length of TensorProto.external_data.</param>
    public ReadOnlyMemory<byte> Slice(string weight, IReadOnlyDictionary<string, string> entries, long need)
    {
        string location = entries.GetValueOrDefault("location", "");
        long offset = Number("offset", 0);
        long length = Number("length", need);
        if (length != need)
        {
            throw Fault($"is said to take {length} bytes, but its shape needs {need}");
        }
        if (need == 0)
        {
            return default;
        }
        MappedFile file = Open(location);
        return offset >= 0 && offset <= file.Length - need ? file.Memory(offset, (int)need)
            : throw Fault($"lies at bytes {offset} to {(decimal)offset + need}, but the file has only {file.Length}");

        long Number(string key, long otherwise) =>
            !entries.TryGetValue(key, out string? text) ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw Fault($"has the {key} '{text}', which is no number of bytes");

        MappedFile Open(string location)
        {
            if (!files.TryGetValue(location, out MappedFile? open))
            {
                string path = Confine(location) ?? throw Fault("lies outside the model's folder; external data must be named by a path within it");
                try
                {
                    files[location] = open = new MappedFile(path);
                }
                catch (WeightFileException error)
                {
                    throw Fault($"cannot be read ({error.Message.TrimEnd('.')}); keep the file beside the model", error);
                }
            }
            return open;
        }

        OnnxException Fault(string fact, Exception? cause = null) => new($"{modelPath ?? "the model"}: the weight '{weight}', kept in the file '{location}', {fact}.", cause);
    }

    /// <summary>The path of a file below the model's folder; null if it would lie elsewhere, by its name or through a link.</summary>
    private string? Confine(string location)
    {
        if (modelPath is null || location.Length == 0 || location.AsSpan().ContainsAny('\0', ':') || Path.IsPathRooted(location) || location[0] == '\\')
        {
            return null;
        }
        string[] parts = location.Split('/', '\\');
        if (parts.Any(part => part is ".." or ""))
        {
            return null;
        }
        string model = Path.GetFullPath(modelPath);
        string path = Path.Combine([Path.GetDirectoryName(model)!, .. parts]);
        string real = Real(path);
        // A cache may keep a model and its data as links into one folder of blobs; then the real files lie side by side.
        return IsBelow(real, Real(Path.GetDirectoryName(model)!)) || IsBelow(real, Path.GetDirectoryName(Real(model))!) ? real : null;
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on the way followed.</summary>
    private static string Real(string path)
    {
        for (int hops = 0; hops < 40; hops++)
        {
            if (FirstLink(path) is not { } followed)
            {
                return path;
            }
            path = followed;
        }
        return path;
    }

    /// <summary>The path with its first link replaced by what it points to; null if there is none.</summary>
    private static string? FirstLink(string path)
    {
        string root = Path.GetPathRoot(path)!;
        string[] parts = path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        string at = root;
        for (int i = 0; i < parts.Length; i++)
        {
            at = Path.Combine(at, parts[i]);
            if (new FileInfo(at).LinkTarget is { } target)
            {
                return Path.GetFullPath(Path.Combine([Path.GetDirectoryName(at)!, target, .. parts[(i + 1)..]]));
            }
        }
        return null;
    }
}
