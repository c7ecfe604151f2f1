using Graft.Graphs;
using Graft.Onnx.Protobuf;
using Graft.Wire;

namespace Graft.Onnx.Reading;

/// <summary>Reads one TensorProto: its numbers stay where they lie in the file until they are asked for.</summary>
internal static class TensorReader
{
    public static (string Name, Tensor Tensor) Read(ReadOnlyMemory<byte> message, string file, ExternalData external)
    {
        (string name, long number, bool isExternal) = ("", 0, false);
        List<long> sizes = [];
        List<ReadOnlyMemory<byte>> typed = [];
        (int typedField, bool typedIsPacked) = (0, true);
        ReadOnlyMemory<byte>? raw = null;
        Dictionary<string, string> location = new(StringComparer.Ordinal);
        WireReader reader = new(message, file, OnnxFault.Of);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: reader.Longs(sizes); break;
                case 2: number = reader.Long(); break;
                case 4 or 5 or 7 or 10 or 11:
                    (typedField, typedIsPacked) = (reader.Field, typedIsPacked && reader.IsPacked);
                    typed.Add(reader.Skip());
                    reader.Bound(typed.Count, "numbers that are not packed");
                    break;
                case 8: name = reader.Text(); break;
                case 9: raw = reader.Bytes(); break;
                case 13:
                    StringStringEntryProto entry = ReadEntry(reader.Message());
                    location[entry.Key] = entry.Value;
                    break;
                case 14: isExternal = reader.Long() == (long)TensorProto.Types.DataLocation.External; break;
                default: reader.Skip(); break;
            }
        }
        if (!OnnxTypes.TryGet(number, out ElementType type))
        {
            throw reader.Unsupported($"the weight '{name}' has the element type {OnnxTypes.NameOf(number)}", "it reads floats, integers and truth values");
        }
        if (sizes.Count > GraphImport.MostAxes || sizes.Any(size => size < 0))
        {
            throw reader.Broken($"the weight '{name}' has the shape ({string.Join(", ", sizes.Take(GraphImport.MostAxes))}{(sizes.Count > GraphImport.MostAxes ? ", …" : "")})");
        }
        Shape shape = Shape.Of([.. sizes]);
        long need = Length(shape, type, name, reader);
        Func<ReadOnlyMemory<byte>> read;
        if (isExternal)
        {
            ReadOnlyMemory<byte> slice = external.Slice(name, location, need);
            read = () => slice;
        }
        else if (raw is { } bytes)
        {
            CheckLength(bytes.Length);
            read = () => bytes;
        }
        else
        {
            TypedNumbers numbers = new(type, typedField == OnnxTypes.TypedField(type) ? typed : []);
            CheckLength(numbers.ByteLength);
            read = numbers.Read;
        }
        return (name, Tensor.Lazy(type, shape, read));

        void CheckLength(long have)
        {
            if (have != need)
            {
                throw new OnnxException($"{file}: the weight '{name}' of shape {shape} and type {type} needs {need} bytes, but the file holds {have} for it. The file is damaged or incomplete; download or export it again.");
            }
        }
    }

    private static long Length(Shape shape, ElementType type, string name, WireReader reader)
    {
        try
        {
            long length = shape.Contains(0) ? 0 : checked(shape.Elements * type.Size);
            return length <= Array.MaxLength ? length : throw reader.Unsupported($"the weight '{name}' of shape {shape} takes {length} bytes", $"one weight may take at most {Array.MaxLength}");
        }
        catch (Exception error) when (error is GraphException or OverflowException)
        {
            throw reader.Broken($"the weight '{name}' has the impossible shape {shape}");
        }
    }

    private static StringStringEntryProto ReadEntry(WireReader reader)
    {
        StringStringEntryProto entry = new();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: entry.Key = reader.Text(); break;
                case 2: entry.Value = reader.Text(); break;
                default: reader.Skip(); break;
            }
        }
        return entry;
    }
}
