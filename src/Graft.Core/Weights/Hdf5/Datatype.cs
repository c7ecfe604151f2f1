using Graft.Graphs;

namespace Graft.Weights.Hdf5;

/// <summary>What the elements of a data set or an attribute are.</summary>
/// <param name="Number">The type of numbers; null where they are none that Graft reads.</param>
/// <param name="Text">Whether and how elements are texts.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="IsNumber">Whether they are whole or broken numbers in any form.</param>
/// <param name="Words">The type as a person would call it.</param>
internal sealed record Datatype(ElementType? Number, TextKind Text, int Size, bool IsNumber, string Words)
{
    private static readonly string[] Classes = ["an integer", "a float", "a time", "a text", "a bit field", "opaque", "a compound", "a reference", "an enumeration", "a list", "an array"];

    public static Datatype Read(Hdf5Cursor body)
    {
        int kind = body.Byte() & 0x0F, flags = body.Byte();
        body.Skip(2);
        uint size = body.UInt32();
        string words = kind < Classes.Length ? Classes[kind] : $"of the unknown class {kind}";
        if (size is 0 or > int.MaxValue)
        {
            throw body.Source.Fault($"an element is said to have {size} bytes");
        }
        Datatype other = new(null, TextKind.None, (int)size, kind is 0 or 1, $"{words} of {size} bytes");
        bool bigEndian = (flags & 1) != 0;
        return kind switch
        {
            0 or 1 when bigEndian => other with { Words = $"{words} of {size} bytes, the highest first" },
            0 => other with { Number = Integer(body, (int)size, isSigned: (flags & 8) != 0) },
            1 => other with { Number = Float(body, (int)size) },
            3 => other with { Text = TextKind.Fixed, Words = "a text" },
            8 when size == 1 => other with { Number = ElementType.Bool }, // how h5py writes true and false
            9 when (flags & 0x0F) == 1 => other with { Text = TextKind.Variable, Words = "a text" },
            _ => other,
        };
    }

    private static ElementType? Integer(Hdf5Cursor body, int size, bool isSigned)
    {
        (int offset, int precision) = (body.UInt16(), body.UInt16());
        return offset != 0 || precision != 8 * size ? null : (size, isSigned) switch
        {
            (1, true) => ElementType.Int8,
            (1, false) => ElementType.UInt8,
            (2, true) => ElementType.Int16,
            (2, false) => ElementType.UInt16,
            (4, true) => ElementType.Int32,
            (4, false) => ElementType.UInt32,
            (8, true) => ElementType.Int64,
            (8, false) => ElementType.UInt64,
            _ => null,
        };
    }

    // By the widths of exponent and fraction, for a half and a brain float have the same size.
    private static ElementType? Float(Hdf5Cursor body, int size)
    {
        body.Skip(5);
        int exponent = body.Byte();
        body.Skip(1);
        return (size, exponent, body.Byte()) switch
        {
            (2, 5, 10) => ElementType.Float16,
            (2, 8, 7) => ElementType.BFloat16,
            (4, 8, 23) => ElementType.Float32,
            (8, 11, 52) => ElementType.Float64,
            _ => null,
        };
    }
}

/// <summary>How an element of an attribute is a text.</summary>
internal enum TextKind
{
    None,

    /// <summary>In place, filled up with zeros or blanks.</summary>
    Fixed,

    /// <summary>In a heap; the element says where.</summary>
    Variable,
}
