using System.Text.Json;
using Graft.Graphs;

namespace Graft.Weights;

/// <summary>One tensor of a safetensors header; its bytes lie from <paramref name="Begin"/> up to <paramref name="End"/>, counted from the end of the header.</summary>
internal sealed record SafeTensorsEntry(string Name, ElementType Type, Shape Shape, long Begin, long End);

/// <summary>The JSON header of a safetensors file: an object of tensors by name, and free text under <c>__metadata__</c>.</summary>
internal sealed class SafeTensorsHeader
{
    internal const string MetadataKey = "__metadata__";

    public List<SafeTensorsEntry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <exception cref="WeightFileException">The header is not the JSON it should be; <paramref name="place"/> begins the message.</exception>
    public static SafeTensorsHeader Read(ReadOnlyMemory<byte> json, string place)
    {
        SafeTensorsHeader header = new();
        try
        {
            Utf8JsonReader reader = new(json.Span, new JsonReaderOptions { MaxDepth = 3 });
            reader.Read();
            Expect(reader, JsonTokenType.StartObject, "an object");
            HashSet<string> names = new(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                {
                    throw new JsonException($"'{name}' stands in it twice");
                }
                if (name == MetadataKey)
                {
                    header.ReadMetadata(ref reader);
                }
                else
                {
                    header.Entries.Add(ReadEntry(ref reader, name));
                }
            }
            reader.Read();
            return header;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new WeightFileException($"{place}: not a sound safetensors file: its header cannot be read: {error.Message.TrimEnd('.')}.", error);
        }
        finally
        {
            GC.KeepAlive(json);
        }
    }

    internal static string NameOf(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float64 => "F64",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        ElementType.Int16 => "I16",
        ElementType.UInt16 => "U16",
        ElementType.Int32 => "I32",
        ElementType.UInt32 => "U32",
        ElementType.Int64 => "I64",
        ElementType.UInt64 => "U64",
        _ => "BOOL",
    };

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        Expect(reader, JsonTokenType.StartObject, $"an object of texts under '{MetadataKey}'");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(reader, JsonTokenType.String, $"a text for '{key}' under '{MetadataKey}'");
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw new JsonException($"'{key}' stands twice under '{MetadataKey}'");
            }
        }
    }

    private static SafeTensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        (string? type, List<long>? shape, List<long>? offsets) = (null, null, null);
        reader.Read();
        Expect(reader, JsonTokenType.StartObject, $"an object for '{name}'");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String: type = reader.GetString(); break;
                case "shape" when shape is null: shape = ReadNumbers(ref reader, name, key); break;
                case "data_offsets" when offsets is null: offsets = ReadNumbers(ref reader, name, key); break;
                default: throw new JsonException($"'{name}' has an entry '{key}' that does not belong there, stands twice or is no text");
            }
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
        {
            throw new JsonException($"'{name}' needs a dtype, a shape, and two data_offsets");
        }
        ElementType element = TypeOf(type) ?? throw new JsonException($"'{name}' has the element type '{type}', which is not supported: use F32, F16, BF16, F64, an integer type or BOOL");
        return !TensorBytes.TryCount([.. shape], element, out long bytes, out string fault) ? throw new JsonException($"'{name}' has the shape ({string.Join(", ", shape)}): {fault}")
            : begin > end || end - begin != bytes ? throw new JsonException($"'{name}' has the shape ({string.Join(", ", shape)}) of {type}, which takes {bytes} bytes, but its offsets are {begin} and {end}")
            : new(name, element, [.. shape], begin, end);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string key)
    {
        Expect(reader, JsonTokenType.StartArray, $"a list as the {key} of '{name}'");
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) && number >= 0 && numbers.Count < TensorBytes.MaxRank ? number
                : throw new JsonException($"the {key} of '{name}' holds something else than at most {TensorBytes.MaxRank} whole numbers from 0 on"));
        }
        return numbers;
    }

    private static ElementType? TypeOf(string name) => Enum.GetValues<ElementType>().Cast<ElementType?>().FirstOrDefault(type => NameOf(type!.Value) == name);

    private static void Expect(in Utf8JsonReader reader, JsonTokenType token, string expected)
    {
        if (reader.TokenType != token)
        {
            throw new JsonException($"{expected} was expected at byte {reader.TokenStartIndex}");
        }
    }
}
