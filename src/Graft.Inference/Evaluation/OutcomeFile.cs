using System.Text;
using System.Text.Json;
using Graft.Graphs;
using Graft.Weights;

namespace Graft.Inference;

/// <summary>Outcomes as a safetensors file: <c>logits</c> (N, classes) float32, <c>actual</c> and <c>bytes</c> (N) int64, <c>keys</c> as UTF-8 with a zero byte after each, and the rest as JSON in the metadata.</summary>
internal static class OutcomeFile
{
    private const string NoteKey = "graft.outcomes";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, PictureOutcomes outcomes)
    {
        byte[] keys = Encoding.UTF8.GetBytes(string.Concat(outcomes.Pictures.Select(picture => $"{picture.Key}\0")));
        int count = outcomes.Pictures.Count;
        Note note = new(1, outcomes.Origin, [.. outcomes.Labels], [.. outcomes.Missed]);
        SafeTensors.Write(path, new(
        [
            new("logits", Tensor.Of([count, outcomes.Labels.Count], outcomes.Logits.ToArray())),
            new("actual", Tensor.Of([count], [.. outcomes.Pictures.Select(picture => (long)picture.Actual)])),
            new("bytes", Tensor.Of([count], [.. outcomes.Pictures.Select(picture => picture.Bytes)])),
            new("keys", Tensor.Lazy(ElementType.UInt8, [keys.Length], () => keys)),
        ]), new Dictionary<string, string> { [NoteKey] = JsonSerializer.Serialize(note, Json) });
    }

    public static PictureOutcomes Read(string path)
    {
        try
        {
            using WeightFile file = WeightFile.Open(path);
            return Read(file) ?? throw new EvaluationException($"{path} does not hold the outcomes of a measurement. Name a file that 'graft evaluate' kept.");
        }
        catch (Exception cause) when (cause is WeightFileException or GraphException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"{path}: the outcomes in it cannot be read: {cause.Message} Remove the file and measure again.", cause);
        }
    }

    /// <summary>Null where the file is sound but says something else, or contradicts itself.</summary>
    private static PictureOutcomes? Read(WeightFile file)
    {
        if (!file.Metadata.TryGetValue(NoteKey, out string? json) || JsonSerializer.Deserialize<Note>(json, Json) is not { Version: 1, Origin: { } origin, Labels: { Length: > 0 } labels, Missed: { } missed } || labels.Contains(null!)
            || !file.Tensors.TryGet("logits", out Tensor? logits) || !file.Tensors.TryGet("actual", out Tensor? actual) || !file.Tensors.TryGet("bytes", out Tensor? bytes) || !file.Tensors.TryGet("keys", out Tensor? keys)
            || logits.Type != ElementType.Float32 || actual.Shape.Rank != 1 || actual.Shape != bytes.Shape || logits.Shape != Shape.Of([actual.Shape[0], labels.Length]))
        {
            return null;
        }
        string[] names = Encoding.UTF8.GetString(keys.Bytes.Span).Split('\0');
        (long[] classes, long[] sizes) = (actual.ToLongs(), bytes.ToLongs());
        return names.Length != classes.Length + 1 || classes.Any(label => label < 0 || label >= labels.Length) ? null
            : new(origin, [.. labels], [.. classes.Select((label, i) => new MeasuredPicture(names[i], sizes[i], (int)label))], logits.ToFloats(), missed);
    }

    private sealed record Note(int Version, OutcomeOrigin? Origin, string[]? Labels, MissedPicture[]? Missed);
}
