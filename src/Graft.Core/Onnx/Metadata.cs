using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Graphs;

namespace Graft.Onnx;

/// <summary>What a graph knows beside its nodes, as the key and value pairs of an ONNX file.</summary>
internal static class Metadata
{
    /// <summary>A JSON list of class names in the order of the logits.</summary>
    public const string Labels = "graft.labels";

    /// <summary>A JSON object, see docs/formats/onnx.md.</summary>
    public const string PreprocessingKey = "graft.preprocessing";

    /// <summary>The name of the value between backbone and head.</summary>
    public const string Features = "graft.features";

    private const int MostLabels = 1_000_000;

    private static readonly string[] Reserved = [Labels, PreprocessingKey, Features];

    /// <summary>Keys under which other tools leave a JSON list of class names.</summary>
    private static readonly string[] ForeignLabels = ["labels", "classes", "class_names", "categories"];

    /// <exception cref="OnnxException">Provenance uses a reserved key.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Of(Graph graph)
    {
        if (graph.Provenance.Keys.FirstOrDefault(Reserved.Contains) is { } taken)
        {
            throw new OnnxException($"'{graph.Name}' has the provenance '{taken}', a key that the file format uses for itself. Choose another key.");
        }
        if (graph.Labels.Count > 0)
        {
            yield return new(Labels, new JsonArray([.. graph.Labels.Select(label => JsonValue.Create(label))]).ToJsonString());
        }
        if (graph.Preprocessing is { } preprocessing)
        {
            yield return new(PreprocessingKey, PreprocessingJson.Write(preprocessing));
        }
        if (graph.Features is { } features)
        {
            yield return new(Features, features);
        }
        foreach (KeyValuePair<string, string> pair in graph.Provenance)
        {
            yield return pair;
        }
    }

    public static Graph Apply(Graph graph, IReadOnlyDictionary<string, string> metadata, string file, Func<string, bool> isValue) => graph with
    {
        Labels = metadata.TryGetValue(Labels, out string? labels) ? Guarded(file, Labels, () => LabelsOf(labels)) : ForeignLabelsOf(metadata),
        Preprocessing = metadata.TryGetValue(PreprocessingKey, out string? preprocessing) ? Guarded(file, PreprocessingKey, () => PreprocessingJson.Read(preprocessing)) : null,
        Features = metadata.TryGetValue(Features, out string? features) && isValue(features) ? features : null,
        Provenance = metadata.Where(pair => !Reserved.Contains(pair.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    private static ValueList<string> LabelsOf(string json) => JsonSerializer.Deserialize<string[]>(json) is { Length: <= MostLabels } labels && !labels.Contains(null) ? [.. labels] : throw new JsonException("it is no list of names");

    private static ValueList<string> ForeignLabelsOf(IReadOnlyDictionary<string, string> metadata)
    {
        foreach (string key in ForeignLabels)
        {
            try
            {
                if (metadata.TryGetValue(key, out string? json))
                {
                    return LabelsOf(json);
                }
            }
            catch (JsonException)
            {
                // Another tool's key that holds something else says nothing about labels; it stays in the provenance.
            }
        }
        return [];
    }

    private static T Guarded<T>(string file, string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            throw new OnnxException($"{file}: the metadata '{key}' cannot be read: {error.Message.TrimEnd('.')}. Remove the key, or write the model again.", error);
        }
    }
}
