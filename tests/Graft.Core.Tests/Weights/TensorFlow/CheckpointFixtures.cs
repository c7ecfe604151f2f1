using System.Text.Json;
using Graft.Graphs;

namespace Graft.Core.Tests.Weights.TensorFlow;

/// <summary>The small checkpoints that Fixtures/tensorflow/checkpoints.py wrote, and what it reads from the genuine ones.</summary>
internal static class CheckpointFixtures
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "tensorflow", name);

    public static JsonElement Json(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(PathOf(name)));
        return document.RootElement.Clone();
    }

    /// <summary>Checks names, types, shapes and numbers against those that the script wrote.</summary>
    public static void AssertAsWritten(WeightTable tensors)
    {
        JsonElement expected = Json("expected.json");
        Assert.Equal(expected.EnumerateObject().Select(tensor => tensor.Name).Order(StringComparer.Ordinal), tensors.Names.Order(StringComparer.Ordinal));
        foreach (JsonProperty tensor in expected.EnumerateObject())
        {
            Tensor read = tensors[tensor.Name];
            JsonElement[] values = [.. tensor.Value.GetProperty("values").EnumerateArray()];
            Assert.Equal(tensor.Value.GetProperty("type").GetString(), read.Type.ToString().ToLowerInvariant());
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), read.Shape);
            Assert.Equal(Bytes(read.Type, values), read.Bytes.ToArray());
            Assert.Equal(values.Select(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? (value.GetBoolean() ? 1f : 0f) : read.Type is ElementType.Int64 ? value.GetInt64() : read.Type is ElementType.UInt64 ? value.GetUInt64() : (float)value.GetDouble()), read.ToFloats());
        }
    }

    private static byte[] Bytes(ElementType type, IEnumerable<JsonElement> values) =>
    [
        .. values.SelectMany(value => type switch
        {
            ElementType.Float32 => BitConverter.GetBytes((float)value.GetDouble()),
            ElementType.Float64 => BitConverter.GetBytes(value.GetDouble()),
            ElementType.Float16 => BitConverter.GetBytes((Half)value.GetDouble()),
            ElementType.BFloat16 => BitConverter.GetBytes((float)value.GetDouble())[2..],
            ElementType.UInt64 => BitConverter.GetBytes(value.GetUInt64()),
            ElementType.Bool => [(byte)(value.GetBoolean() ? 1 : 0)],
            _ => BitConverter.GetBytes(value.GetInt64())[..type.Size],
        }),
    ];
}
