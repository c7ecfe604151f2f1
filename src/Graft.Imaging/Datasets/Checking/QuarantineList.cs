using System.Text.Json;
using Graft.Runs;

namespace Graft.Imaging;

/// <summary>One file that was moved, or was about to be.</summary>
/// <param name="From">Where it lay, relative to the data set, with '/'.</param>
/// <param name="To">Where it lies, relative to the quarantine folder, with '/'.</param>
/// <param name="Kind">The word of the finding.</param>
public sealed record QuarantinedFile(string From, string To, string Kind, string Detail, string? Other);

/// <summary>The list of what was moved: one JSON object a line, each on the disk before its file is moved, so that a list always knows at least as much as was done.</summary>
internal sealed class QuarantineList(string folder)
{
    public const string FileName = "moved.jsonl";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Path { get; } = System.IO.Path.Combine(folder, FileName);

    /// <exception cref="QuarantineException">A line is not what was written.</exception>
    public IReadOnlyList<QuarantinedFile> Read()
    {
        List<QuarantinedFile> files = [];
        string[] lines = File.Exists(Path) ? File.ReadAllText(Path).Split('\n') : [""];
        // What follows the last line's end was being written when the power went, and its file was not moved yet.
        for (int i = 0; i < lines.Length - 1; i++)
        {
            try
            {
                QuarantinedFile file = JsonSerializer.Deserialize<QuarantinedFile>(lines[i], Format) ?? throw new JsonException("nothing");
                files.Add(IsInside(file.From) && IsInside(file.To) ? file : throw new JsonException("a path that leads elsewhere"));
            }
            catch (Exception error) when (error is JsonException or ArgumentException)
            {
                throw new QuarantineException($"{Path}, line {i + 1}: no entry of a moved file ({error.Message}). Mend the line or take it out; the files lie beside the list.", error);
            }
        }
        return files;
    }

    public void Add(QuarantinedFile file)
    {
        Directory.CreateDirectory(folder);
        using FileStream stream = new(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        stream.Position = WholeLines(stream);
        stream.SetLength(stream.Position);
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(file, Format));
        stream.WriteByte((byte)'\n');
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes these the whole list; without any, there is no list.</summary>
    public void Replace(IReadOnlyList<QuarantinedFile> files)
    {
        if (files.Count > 0)
        {
            AtomicFile.WriteText(Path, string.Concat(files.Select(file => JsonSerializer.Serialize(file, Format) + "\n")));
        }
        else
        {
            File.Delete(Path);
        }
    }

    // A line that a power cut left unfinished is written over.
    private static long WholeLines(FileStream stream)
    {
        for (long at = stream.Length; at > 0; at--)
        {
            stream.Position = at - 1;
            if (stream.ReadByte() == '\n')
            {
                return at;
            }
        }
        return 0;
    }

    private static bool IsInside(string? path) => path is { Length: > 0 } && !System.IO.Path.IsPathRooted(path) && !path.Contains('\0') && !path.Split('/', '\\').Contains("..");
}
