using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Graphs;
using Graft.Runs;

namespace Graft.Weights;

/// <summary>Writes <c>.safetensors</c> files. See docs/formats/safetensors.md.</summary>
public static class SafeTensors
{
    /// <summary>Writes the tensors and free notes whole or not at all; one tensor at a time is in memory.</summary>
    /// <remarks>The bytes depend on the arguments alone. Wide element types come first in the file, so that each tensor lies aligned to its elements; the header, and so a reader, keeps the table's order.</remarks>
    /// <exception cref="WriteException">The folder is missing or closed to us, or the disk is full; the old file is untouched.</exception>
    /// <exception cref="WeightFileException">The names would make a header that no reader accepts.</exception>
    public static void Write(string path, WeightTable tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        KeyValuePair<string, Tensor>[] order = [.. tensors.OrderByDescending(pair => pair.Value.Type.Size)];
        ReadOnlyMemory<byte> header = Header(path, tensors, order, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header.Span);
            foreach ((_, Tensor tensor) in order)
            {
                ReadOnlyMemory<byte> bytes = tensor.Bytes;
                stream.Write(bytes.Span);
                GC.KeepAlive(bytes);
            }
        });
    }

    private static ReadOnlyMemory<byte> Header(string path, WeightTable tensors, IEnumerable<KeyValuePair<string, Tensor>> order, IReadOnlyDictionary<string, string>? metadata)
    {
        Dictionary<string, long> begins = new(StringComparer.Ordinal);
        long at = 0;
        foreach ((string name, Tensor tensor) in order)
        {
            begins[name] = at;
            at += tensor.ByteLength;
        }
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafeTensorsHeader.MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }
                json.WriteEndObject();
            }
            foreach ((string name, Tensor tensor) in tensors)
            {
                WriteEntry(json, path, name, tensor, begins[name]);
            }
            json.WriteEndObject();
        }
        int padding = -buffer.WrittenCount & 7; // spaces, so that the tensors begin at a multiple of 8
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenCount <= SafeTensorsFile.MaxHeader ? buffer.WrittenMemory
            : throw new WeightFileException($"{path}: the names and notes make a header of {buffer.WrittenCount} bytes; a safetensors file may have {SafeTensorsFile.MaxHeader}. Shorten the notes.");
    }

    private static void WriteEntry(Utf8JsonWriter json, string path, string name, Tensor tensor, long begin)
    {
        if (name == SafeTensorsHeader.MetadataKey)
        {
            throw new WeightFileException($"{path}: a tensor may not be named '{name}' in a safetensors file; rename it.");
        }
        json.WriteStartObject(name);
        json.WriteString("dtype", SafeTensorsHeader.NameOf(tensor.Type));
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.ByteLength);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
