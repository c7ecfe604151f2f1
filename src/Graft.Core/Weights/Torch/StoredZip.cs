using System.Buffers.Binary;
using System.Text;

namespace Graft.Weights.Torch;

/// <summary>A run of bytes in a file: an entry of a zip archive or a storage.</summary>
internal readonly record struct StoredEntry(long Offset, long Length);

/// <summary>The table of contents of a zip archive whose entries are stored as they are, so that each can be mapped in place.</summary>
/// <remarks>PKWARE's APPNOTE 6.3: §4.3.16 end record, §4.3.14 and §4.3.15 its 64-bit form, §4.3.12 central directory, §4.3.7 local header, §4.5.3 64-bit sizes. Checksums are not compared: PyTorch ignores them and lately writes wrong ones on request.</remarks>
internal sealed class StoredZip
{
    private const uint EndMagic = 0x06054b50, End64Magic = 0x06064b50, Locator64Magic = 0x07064b50, CentralMagic = 0x02014b50, LocalMagic = 0x04034b50;
    private const int EndLength = 22, CentralLength = 46, LocalLength = 30;

    private readonly MappedFile file;
    private readonly Dictionary<string, (StoredEntry Entry, string? Change)> entries = new(StringComparer.Ordinal);

    /// <exception cref="WeightFileException">The archive is damaged.</exception>
    public StoredZip(MappedFile file)
    {
        this.file = file;
        (long at, long length, long count) = FindDirectory();
        if (at < 0 || length < 0 || at > file.Length - length || count < 0 || count > length / CentralLength || length > int.MaxValue)
        {
            throw Damaged($"its directory of {count} entries should be {length} bytes at {at}, beyond the {file.Length} bytes of the file");
        }
        ReadOnlyMemory<byte> directory = file.Memory(at, (int)length);
        ReadDirectory(directory.Span, count, at);
        GC.KeepAlive(directory);
    }

    public IEnumerable<string> Names => entries.Keys;

    /// <summary>Where an entry's own bytes lie; null where there is no such entry.</summary>
    /// <exception cref="WeightFileException">It is compressed or encrypted.</exception>
    public StoredEntry? Find(string name) => !entries.TryGetValue(name, out (StoredEntry Entry, string? Change) found) ? null
        : found.Change is null ? found.Entry
        : throw new WeightFileException($"{file.Path}: '{name}' in this zip archive is {found.Change}; PyTorch stores its entries as they are. Write the file again with torch.save.");

    public static bool Fits(MappedFile file) => file.Length >= EndLength && file.Peek(0, 4).AsSpan().SequenceEqual("PK\x03\x04"u8);

    private (long At, long Length, long Count) FindDirectory()
    {
        // The end record comes last, before a comment of up to 65,535 bytes.
        int room = (int)Math.Min(file.Length, EndLength + ushort.MaxValue);
        byte[] tail = file.Peek(file.Length - room, room);
        for (int at = tail.Length - EndLength; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (U32(end, 0) == EndMagic && U16(end, 20) == end.Length - EndLength)
            {
                bool wide = U16(end, 10) == ushort.MaxValue || U32(end, 12) == uint.MaxValue || U32(end, 16) == uint.MaxValue;
                return wide ? FindWideDirectory(file.Length - room + at) : (U32(end, 16), U32(end, 12), U16(end, 10));
            }
        }
        throw Damaged("it has no end record: the file is cut off");
    }

    private (long At, long Length, long Count) FindWideDirectory(long end)
    {
        byte[] locator = end >= 20 ? file.Peek(end - 20, 20) : [];
        if (locator.Length < 20 || U32(locator, 0) != Locator64Magic)
        {
            throw Damaged("its 64-bit end record is not announced");
        }
        long at = I64(locator, 8);
        byte[] record = at >= 0 && at <= end - 56 ? file.Peek(at, 56) : [];
        return record.Length == 56 && U32(record, 0) == End64Magic ? (I64(record, 48), I64(record, 40), I64(record, 32))
            : throw Damaged($"its 64-bit end record is not at {at}");
    }

    private void ReadDirectory(ReadOnlySpan<byte> directory, long count, long place)
    {
        for (long i = 0; i < count; i++)
        {
            if (directory.Length < CentralLength || U32(directory, 0) != CentralMagic)
            {
                throw Damaged($"entry {i} of its directory is not one");
            }
            int named = CentralLength + U16(directory, 28), extended = named + U16(directory, 30), next = extended + U16(directory, 32);
            if (next > directory.Length)
            {
                throw Damaged($"entry {i} of its directory at {place} is cut off");
            }
            string name = Encoding.UTF8.GetString(directory[CentralLength..named]);
            if (!entries.TryAdd(name, ReadEntry(name, directory[..CentralLength], directory[named..extended])))
            {
                throw Damaged($"'{name}' is in it twice");
            }
            directory = directory[next..];
        }
    }

    private (StoredEntry Entry, string? Change) ReadEntry(string name, ReadOnlySpan<byte> central, ReadOnlySpan<byte> extra)
    {
        string? change = (U16(central, 8) & 1) != 0 ? "encrypted" : U16(central, 10) != 0 ? "compressed" : null;
        // 64-bit sizes stand in the extra field, only those that the 32-bit fields cannot hold, in this order.
        Queue<long> wide = WideFields(extra);
        long length = Field(central, 24, wide), packed = Field(central, 20, wide), local = Field(central, 42, wide);
        byte[] header = local >= 0 && local <= file.Length - LocalLength ? file.Peek(local, LocalLength) : [];
        if (header.Length < LocalLength || U32(header, 0) != LocalMagic)
        {
            throw Damaged($"'{name}' should begin at {local}, but nothing does there");
        }
        long offset = local + LocalLength + U16(header, 26) + U16(header, 28);
        return length >= 0 && packed >= 0 && offset <= file.Length - packed && (change is not null || length == packed) ? (new(offset, length), change)
            : throw Damaged($"'{name}' should have {packed} bytes at {offset}, beyond the {file.Length} bytes of the file");
    }

    private static Queue<long> WideFields(ReadOnlySpan<byte> extra)
    {
        Queue<long> fields = new();
        while (extra.Length >= 4)
        {
            int length = Math.Min(U16(extra, 2), extra.Length - 4);
            if (U16(extra, 0) == 1)
            {
                for (int at = 0; at + 8 <= length && fields.Count < 3; at += 8)
                {
                    fields.Enqueue(I64(extra, 4 + at));
                }
                return fields;
            }
            extra = extra[(4 + length)..];
        }
        return fields;
    }

    private static long Field(ReadOnlySpan<byte> central, int at, Queue<long> wide) =>
        U32(central, at) == uint.MaxValue && wide.TryDequeue(out long value) ? value : U32(central, at);

    private WeightFileException Damaged(string fact) => new($"{file.Path}: not a sound zip archive: {fact}. Download or copy it again.");

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
