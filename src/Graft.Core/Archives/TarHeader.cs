using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Graft.Archives;

/// <summary>A header block of a tar archive: POSIX.1-2017 ustar, and what GNU tar makes of it.</summary>
internal readonly record struct TarHeader(string Name, byte Type, long Length)
{
    public const int BlockBytes = 512;

    private const int ChecksumAt = 148, ChecksumBytes = 8;

    /// <summary>Reads a block that is not all zero.</summary>
    /// <param name="fault">Why it is none.</param>
    public static TarHeader? Read(ReadOnlySpan<byte> block, out string fault)
    {
        fault = "is no header of a tar archive, or damaged";
        if (Number(block.Slice(ChecksumAt, ChecksumBytes)) is not { } stated || stated != Checksum(block))
        {
            return null;
        }
        if (Number(block.Slice(124, 12)) is not { } length)
        {
            fault = "states a length that is no number";
            return null;
        }
        string name = Text(block[..100]);
        // GNU tar ends the magic with a blank and keeps other things where ustar has the beginning of a long path.
        string prefix = block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "";
        return new(prefix.Length > 0 ? $"{prefix}/{name}" : name, block[156], length);
    }

    /// <summary>The records of a pax header, "LENGTH KEY=VALUE\n" each; null where they are none.</summary>
    public static Dictionary<string, string>? Records(ReadOnlySpan<byte> bytes)
    {
        Dictionary<string, string> records = new(StringComparer.Ordinal);
        while (!bytes.IsEmpty && bytes[0] != 0)
        {
            int blank = bytes.IndexOf((byte)' ');
            if (blank is < 1 or > 9 || !int.TryParse(bytes[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length <= blank + 1 || length > bytes.Length || bytes[length - 1] != '\n')
            {
                return null;
            }
            ReadOnlySpan<byte> record = bytes[(blank + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                return null;
            }
            records[Encoding.UTF8.GetString(record[..equals])] = Encoding.UTF8.GetString(record[(equals + 1)..]);
            bytes = bytes[length..];
        }
        return records;
    }

    /// <summary>Text up to the first zero byte.</summary>
    public static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and int end ? field[..end] : field);

    /// <summary>A number in octal digits, or GNU's big-endian binary with the highest bit set; null for neither, and for less than 0.</summary>
    private static long? Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
        {
            return field.Length < 9 || field[1..^8].ContainsAnyExcept((byte)0) || BinaryPrimitives.ReadInt64BigEndian(field[^8..]) is not (>= 0 and long number) ? null : number;
        }
        ReadOnlySpan<byte> digits = field.Trim(" \0"u8);
        long value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }
            value = (value << 3) + (digit - '0'); // twelve digits are 36 bits
        }
        return value;
    }

    private static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = ChecksumBytes * ' ';
        for (int i = 0; i < BlockBytes; i++)
        {
            sum += i is >= ChecksumAt and < ChecksumAt + ChecksumBytes ? 0 : block[i];
        }
        return sum;
    }
}
