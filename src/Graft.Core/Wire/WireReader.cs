using System.Buffers.Binary;
using System.Text;

namespace Graft.Wire;

/// <summary>The error of a format for a message that cannot be read.</summary>
/// <param name="remedy">What to do about a thing that is sound but not supported; null where the message is damaged.</param>
internal delegate GraftException WireFault(string file, string fact, string? remedy);

/// <summary>Walks the fields of one protocol buffer message without copying: nested messages and bytes are slices.</summary>
/// <remarks>protobuf.dev/programming-guides/encoding. Every length is checked against the bytes that are really there.</remarks>
internal ref struct WireReader(ReadOnlyMemory<byte> message, string file, WireFault fault)
{
    /// <summary>More than any list of numbers beside the weights themselves; a longer one is a hostile file.</summary>
    public const int MostItems = 1_000_000;

    private const int VarintKind = 0, Fixed64Kind = 1, BytesKind = 2, Fixed32Kind = 5;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: false);

    private readonly ReadOnlySpan<byte> bytes = message.Span;
    private int position;
    private int kind;
    private int tag;

    /// <summary>The number of the field that stands at hand.</summary>
    public int Field { get; private set; }

    public readonly bool IsPacked => kind == BytesKind;

    /// <summary>Where the bytes read last begin in the message.</summary>
    public int Start { get; private set; }

    /// <summary>The field read or skipped last, tag and all.</summary>
    public readonly ReadOnlyMemory<byte> Whole => message[tag..position];

    /// <summary>Goes to the next field; its value must then be read or skipped. False at the end of the message.</summary>
    public bool Next()
    {
        if (position == bytes.Length)
        {
            return false;
        }
        tag = position;
        ulong number = ReadVarint();
        (Field, kind) = ((int)Math.Min(number >> 3, int.MaxValue), (int)(number & 7));
        return Field > 0 ? true : throw Broken("a field has the number 0");
    }

    public long Long() => kind == VarintKind ? (long)ReadVarint() : throw Mistyped();

    public float Float() => kind == Fixed32Kind ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Mistyped();

    /// <summary>A nested message, a text, or bytes.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        if (kind != BytesKind)
        {
            throw Mistyped();
        }
        ulong length = ReadVarint();
        if (length > (ulong)(bytes.Length - position))
        {
            throw Broken($"a field of {length} bytes begins where only {bytes.Length - position} are left");
        }
        Start = position;
        position += (int)length;
        return message.Slice(Start, (int)length);
    }

    public string Text() => Utf8.GetString(Bytes().Span);

    /// <summary>A nested message as a reader.</summary>
    public WireReader Message() => new(Bytes(), file, fault);

    /// <summary>Adds the numbers of a repeated field, packed or one by one.</summary>
    public void Longs(List<long> into)
    {
        if (!IsPacked)
        {
            into.Add(Long());
            Bound(into.Count, "numbers in a list");
            return;
        }
        for (WireReader packed = Message(); packed.position < packed.bytes.Length;)
        {
            into.Add((long)packed.ReadVarint());
            Bound(into.Count, "numbers in a list");
        }
    }

    /// <summary>Adds the 32-bit floats of a repeated field, packed or one by one.</summary>
    public void Floats(List<float> into)
    {
        if (!IsPacked)
        {
            into.Add(Float());
            Bound(into.Count, "numbers in a list");
            return;
        }
        ReadOnlySpan<byte> packed = Bytes().Span;
        Bound(into.Count + (packed.Length / 4), "numbers in a list");
        for (int at = 0; at + 4 <= packed.Length; at += 4)
        {
            into.Add(BinaryPrimitives.ReadSingleLittleEndian(packed[at..]));
        }
    }

    /// <summary>Passes over the value at hand and returns its bytes, for numbers without their tag.</summary>
    public ReadOnlyMemory<byte> Skip()
    {
        int start = position;
        switch (kind)
        {
            case VarintKind: _ = ReadVarint(); break;
            case Fixed64Kind: _ = Take(8); break;
            case Fixed32Kind: _ = Take(4); break;
            case BytesKind: return Bytes();
            default: throw Broken($"field {Field} has the wire type {kind}, which is no longer in use");
        }
        return message[start..position];
    }

    public readonly void Bound(int count, string what, int most = MostItems)
    {
        if (count > most)
        {
            throw Broken($"it has more than {most} {what}");
        }
    }

    public readonly GraftException Broken(string fact) => fault(file, fact, null);

    public readonly GraftException Unsupported(string fact, string remedy) => fault(file, fact, remedy);

    private readonly GraftException Mistyped() => Broken($"field {Field} has the wire type {kind}, which does not fit its meaning");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - position)
        {
            throw Broken($"{length} bytes are missing at its end");
        }
        position += length;
        return bytes.Slice(position - length, length);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw Broken("a number is longer than ten bytes");
    }
}
