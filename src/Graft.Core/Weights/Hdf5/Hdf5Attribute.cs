using System.Text;

namespace Graft.Weights.Hdf5;

/// <summary>A small named value beside a group or a data set.</summary>
/// <param name="Count">The number of elements.</param>
internal sealed record Hdf5Attribute(Hdf5Source Source, string Name, Datatype Type, long Count, ReadOnlyMemory<byte> Data)
{
    /// <returns>Null where the attribute holds what Graft has no use for.</returns>
    public static Hdf5Attribute? Read(Hdf5Cursor body)
    {
        int version = body.Version(1, 3), flags = body.Byte();
        (int nameSize, int typeSize, int spaceSize) = (body.UInt16(), body.UInt16(), body.UInt16());
        body.Skip(version == 3 ? 1 : 0);
        string name = Text(Padded(nameSize).Take(nameSize).Span);
        (Hdf5Cursor type, Hdf5Cursor space) = (Padded(typeSize), Padded(spaceSize));
        if (version > 1 && flags != 0)
        {
            return null; // its type or its sizes stand elsewhere
        }
        (Datatype element, long[]? sizes) = (Datatype.Read(type), Dataspace.Read(space));
        Int128 count = sizes is null ? 0 : sizes.Aggregate((Int128)1, (product, size) => product > int.MaxValue ? product : product * size);
        if (count < 0 || count * element.Size > body.Left)
        {
            throw body.Source.Fault($"the attribute '{name}' has {count} elements of {element.Size} bytes, but {body.Left} bytes are there");
        }
        return new(body.Source, name, element, (long)count, body.Take((long)count * element.Size));

        Hdf5Cursor Padded(int size)
        {
            Hdf5Cursor part = body.Part(size, "an attribute");
            body.Skip(version == 1 ? (8 - (size % 8)) % 8 : 0);
            return part;
        }
    }

    /// <summary>The elements as texts; none where they are no texts.</summary>
    public string[] Texts(GlobalHeap heap)
    {
        var texts = new string[Type.Text == TextKind.None ? 0 : Count];
        for (int i = 0; i < texts.Length; i++)
        {
            ReadOnlyMemory<byte> element = Data.Slice(i * Type.Size, Type.Size);
            texts[i] = Text((Type.Text == TextKind.Fixed ? element : heap.Read(new(Source, element, $"the attribute '{Name}'"))).Span);
        }
        return texts;
    }

    public static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
