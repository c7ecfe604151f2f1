using System.Globalization;

namespace Graft.Archives;

/// <summary>Reads a tar archive from its beginning to its end, one entry after the other; takes nothing on trust and little memory.</summary>
/// <param name="place">What errors call the archive.</param>
public sealed class TarReader(Stream stream, string place)
{
    /// <summary>The longest name or pax header that is read.</summary>
    private const int LongestNote = 1 << 16;

    private const int BlockBytes = TarHeader.BlockBytes;

    private readonly byte[] block = new byte[BlockBytes];
    private long at, left, padding;

    /// <summary>The next entry, whatever has been read of the last; null at the end.</summary>
    /// <exception cref="ArchiveException">The archive is damaged or cut short.</exception>
    public TarEntry? Next()
    {
        Skip(left + padding);
        (left, padding) = (0, 0);
        string? longName = null;
        Dictionary<string, string> records = [];
        while (true)
        {
            long headerAt = at;
            Fill(block);
            if (!block.AsSpan().ContainsAnyExcept((byte)0))
            {
                return null;
            }
            if (TarHeader.Read(block, out string fault) is not { } header)
            {
                throw Bad($"the block at byte {headerAt:N0} {fault}");
            }
            switch (header.Type)
            {
                case (byte)'x':
                    records = TarHeader.Records(Note(header)) ?? throw Bad($"the pax header at byte {headerAt:N0} is damaged");
                    break;
                case (byte)'L':
                    longName = TarHeader.Text(Note(header));
                    break;
                case (byte)'g' or (byte)'K':
                    Note(header); // what holds for all files, and the names of links, change nothing here
                    break;
                default:
                    return Entry(header, longName, records);
            }
        }
    }

    /// <summary>Reads on in the content of the entry; 0 at its end.</summary>
    /// <exception cref="ArchiveException">The archive is damaged or cut short.</exception>
    public int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, left);
        if (count > 0)
        {
            Fill(buffer[..count]);
            left -= count;
        }
        return count;
    }

    private TarEntry Entry(TarHeader header, string? longName, Dictionary<string, string> records)
    {
        long length = header.Length;
        if (records.TryGetValue("size", out string? size) && !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out length))
        {
            throw Bad($"the entry at byte {at:N0} states the size '{size}', which is no number");
        }
        if (length > long.MaxValue - BlockBytes - at)
        {
            throw Bad($"the entry at byte {at:N0} states more bytes than any archive has");
        }
        TarEntryKind kind = header.Type switch
        {
            _ when records.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal)) => TarEntryKind.Other,
            (byte)'5' => TarEntryKind.Folder,
            (byte)'1' or (byte)'2' => TarEntryKind.Link,
            // Before ustar, a folder was a file whose name ends with a slash.
            0 when header.Name.EndsWith('/') => TarEntryKind.Folder,
            0 or (byte)'0' or (byte)'7' => TarEntryKind.File,
            _ => TarEntryKind.Other,
        };
        // Links and devices have no content, whatever they state.
        left = header.Type is >= (byte)'1' and <= (byte)'6' ? 0 : length;
        padding = -left & (BlockBytes - 1);
        return new(records.GetValueOrDefault("path") ?? longName ?? header.Name, kind, kind == TarEntryKind.File ? left : 0, at);
    }

    private byte[] Note(TarHeader header)
    {
        if (header.Length > LongestNote)
        {
            throw Bad($"the header at byte {at:N0} has {header.Length:N0} bytes; {LongestNote:N0} are read at most");
        }
        byte[] note = new byte[header.Length];
        Fill(note);
        Skip(-header.Length & (BlockBytes - 1));
        return note;
    }

    private void Skip(long count)
    {
        Span<byte> waste = stackalloc byte[1 << 13];
        while (count > 0)
        {
            Span<byte> part = waste[..(int)Math.Min(count, waste.Length)];
            Fill(part);
            count -= part.Length;
        }
    }

    private void Fill(Span<byte> buffer)
    {
        try
        {
            at += buffer.Length;
            stream.ReadExactly(buffer);
        }
        catch (EndOfStreamException cause)
        {
            throw Bad("it ends in the middle: it is cut short", cause);
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            throw Bad($"it cannot be read on: {cause.Message.TrimEnd('.')}", cause);
        }
    }

    private ArchiveException Bad(string fact, Exception? cause = null) => new($"{place}: {fact}. Fetch it again.", cause);
}
