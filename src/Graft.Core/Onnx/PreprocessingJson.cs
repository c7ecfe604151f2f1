using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Graphs;
using Graft.Models;

namespace Graft.Onnx;

/// <summary>A <see cref="Preprocessing"/> as a JSON object in a model file.</summary>
internal static class PreprocessingJson
{
    public static string Write(Preprocessing preprocessing)
    {
        JsonObject fields = new()
        {
            ["height"] = preprocessing.Height,
            ["width"] = preprocessing.Width,
            ["policy"] = preprocessing.Policy.ToString(),
            ["resize"] = preprocessing.Resize,
            ["resampling"] = preprocessing.Resampling.ToString(),
            ["channels"] = preprocessing.Channels.ToString(),
            ["scale"] = preprocessing.Scale,
            ["mean"] = new JsonArray([.. preprocessing.Mean.Select(value => JsonValue.Create(value))]),
            ["deviation"] = new JsonArray([.. preprocessing.Deviation.Select(value => JsonValue.Create(value))]),
        };
        if (preprocessing.Policy == ResizePolicy.CentreFraction)
        {
            fields["fraction"] = preprocessing.Fraction;
        }
        return fields.ToJsonString();
    }

    /// <exception cref="JsonException">The text is not such an object.</exception>
    public static Preprocessing Read(string json)
    {
        if (JsonNode.Parse(json) is not JsonObject fields)
        {
            throw new JsonException("it is no JSON object");
        }
        Preprocessing read = new()
        {
            Height = Required<int>(fields, "height"),
            Width = Required<int>(fields, "width"),
            Policy = Named<ResizePolicy>(fields, "policy"),
            Resize = Required<int>(fields, "resize"),
            Fraction = fields.ContainsKey("fraction") ? Required<double>(fields, "fraction") : new Preprocessing().Fraction,
            Resampling = Named<Resampling>(fields, "resampling"),
            Channels = Named<ChannelOrder>(fields, "channels"),
            Scale = Required<float>(fields, "scale"),
            Mean = Numbers(fields, "mean"),
            Deviation = Numbers(fields, "deviation"),
        };
        return read is { Height: > 0 and <= 65536, Width: > 0 and <= 65536, Resize: > 0 and <= 65536, Fraction: > 0 and <= 1 } && read.Mean.Count == read.Deviation.Count && !read.Deviation.Contains(0) ? read
            : throw new JsonException("a size lies outside 1 to 65536, the fraction outside 0 to 1, or mean and deviation do not fit each other");
    }

    private static T Required<T>(JsonObject fields, string name) => fields[name] is JsonValue value ? value.GetValue<T>() : throw new JsonException($"it has no '{name}'");

    private static T Named<T>(JsonObject fields, string name) where T : struct, Enum =>
        Enum.TryParse(Required<string>(fields, name), out T value) && Enum.IsDefined(value) ? value : throw new JsonException($"'{name}' is none of {string.Join(", ", Enum.GetNames<T>())}");

    private static ValueList<float> Numbers(JsonObject fields, string name) =>
        fields[name] is JsonArray { Count: > 0 and <= 16 } list ? [.. list.Select(item => item is JsonValue value ? value.GetValue<float>() : throw new JsonException($"'{name}' holds what is no number"))] : throw new JsonException($"it has no list '{name}'");
}
