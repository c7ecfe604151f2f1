using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Graphs;

namespace Graft.Weights;

/// <summary>A shape as a JSON list of its sizes.</summary>
internal sealed class ShapeJson : JsonConverter<Shape>
{
    public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<long> sizes = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            sizes.Add(reader.GetInt64());
        }
        return reader.TokenType == JsonTokenType.EndArray ? [.. sizes] : throw new JsonException("a shape is a list of whole numbers");
    }

    public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (long size in value)
        {
            writer.WriteNumberValue(size);
        }
        writer.WriteEndArray();
    }
}
