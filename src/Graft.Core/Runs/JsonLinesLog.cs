using System.Text;
using System.Text.Json;

namespace Graft.Runs;

/// <summary>Writes every event as one line of JSON to log.jsonl, at once, so that a killed run has its log.</summary>
/// <remarks>When a run goes on from a checkpoint, lines of later steps are dropped, and so is the notice that it had stopped: the log reads as one run, with a second "started" line where it went on.</remarks>
public sealed class JsonLinesLog : ITrainingObserver, IDisposable
{
    private readonly FileStream stream;

    private JsonLinesLog(string path) => stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>Begins a log; an old one is replaced.</summary>
    public static JsonLinesLog Create(string path)
    {
        AtomicFile.WriteText(path, "");
        return new(path);
    }

    /// <summary>Goes on with a log after a checkpoint; what was logged after it is dropped.</summary>
    /// <param name="path">The log; a missing one is begun.</param>
    /// <param name="step">Steps done at the checkpoint.</param>
    /// <exception cref="RunException">The log is damaged before its last line.</exception>
    public static JsonLinesLog Resume(string path, long step)
    {
        List<TrainingEvent> kept = [];
        if (File.Exists(path))
        {
            // Events without a step follow the step they happened in, so the first later step ends what is kept.
            kept.AddRange(Read(path).TakeWhile(each => each is not IAtStep at || at.Step <= step).Where(each => each is not RunEnded));
        }
        AtomicFile.Write(path, stream =>
        {
            foreach (TrainingEvent each in kept)
            {
                stream.Write(Line(each));
            }
        });
        return new(path);
    }

    public void On(TrainingEvent happened)
    {
        stream.Write(Line(happened));
        if (happened is CheckpointSaved or RunEnded)
        {
            stream.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>The events of a log, read lazily. A last line that was being written when the run was killed is left out, and so are kinds of events that this version does not know.</summary>
    /// <exception cref="RunException">The file cannot be read, or a line that is not the last is damaged.</exception>
    public static IEnumerable<TrainingEvent> Read(string path)
    {
        using LineReader lines = new(path);
        while (lines.Next() is { } line)
        {
            if (line.Length > 0 && Parse(line, lines, path) is { } known)
            {
                yield return known;
            }
        }
    }

    private static TrainingEvent? Parse(ReadOnlyMemory<byte> line, LineReader lines, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = EventJson.Line.MaxDepth });
            return IsKnown(document.RootElement) ? document.RootElement.Deserialize<TrainingEvent>(EventJson.Line) : null;
        }
        catch (Exception cause) when (cause is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            return lines.AtEnd ? null : throw new RunException($"{path}, line {lines.Number} is no event of a run: {cause.Message} Remove the line, or the log.", cause);
        }
    }

    private static bool IsKnown(JsonElement element) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("event", out JsonElement kind) || kind.ValueKind != JsonValueKind.String || Kinds.Contains(kind.GetString()!);

    private static readonly HashSet<string> Kinds = [.. Attribute.GetCustomAttributes(typeof(TrainingEvent), typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute))
        .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(each => (string)each.TypeDiscriminator!)];

    private static byte[] Line(TrainingEvent each) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(each, EventJson.Line) + "\n");
}
