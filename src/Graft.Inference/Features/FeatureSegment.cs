using Graft.Weights;
using Graft.Wire;
using Microsoft.Win32.SafeHandles;

namespace Graft.Inference;

/// <summary>One file of features: a header, a record for each row, the rows. It only ever grows, and rows are read through a memory map.</summary>
/// <remarks>A row is written before its record, so a writer killed at any moment leaves whole rows and blank records; what a power cut mixes up does not pass the row's checksum.</remarks>
internal sealed class FeatureSegment : IDisposable
{
    public const string Suffix = ".graft-features";

    private readonly SegmentHeader header;
    private readonly SegmentRecord?[] records;
    private SafeFileHandle? appending;
    private MappedFile? mapped;
    private int mappedRows;

    private FeatureSegment(string path, SegmentHeader header, SegmentRecord?[] records, int used)
    {
        (Path, this.header, this.records, Used) = (path, header, records, used);
    }

    public string Path { get; }

    /// <summary>Rows taken, good or bad.</summary>
    public int Used { get; private set; }

    /// <summary>Rows that still fit.</summary>
    public int Free => header.Capacity - Used;

    /// <summary>What is known of a row; null where nothing, or nothing that can be relied on.</summary>
    public SegmentRecord? this[int row] => records[row];

    /// <summary>Opens a file of these rows; null where it is damaged or holds something else.</summary>
    public static FeatureSegment? TryOpen(string path, SegmentHeader expected)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(file);
            byte[] page = new byte[SegmentHeader.Bytes];
            if (!ReadAll(file, page, 0) || SegmentHeader.Read(page) is not { } header || !header.Digest.AsSpan().SequenceEqual(expected.Digest) || header.RowBytes != expected.RowBytes
                || header.Capacity != expected.Capacity || length < header.RowsAt)
            {
                return null;
            }
            byte[] table = new byte[header.Capacity * SegmentRecord.Bytes]; // at most 1 MiB
            if (!ReadAll(file, table, SegmentHeader.Bytes))
            {
                return null;
            }
            var records = new SegmentRecord?[header.Capacity];
            int used = 0;
            for (int row = 0; row < records.Length; row++)
            {
                ReadOnlySpan<byte> bytes = table.AsSpan(row * SegmentRecord.Bytes);
                if (!SegmentRecord.IsBlank(bytes))
                {
                    used = row + 1;
                    records[row] = SegmentRecord.Read(bytes) is { } record && Fits(record, header) && header.RowsAt + (row * header.Stride) <= length - record.Length ? record : null;
                }
            }
            return new(path, header, records, used);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // removed meanwhile, or not ours to read: the same as not there
        }
    }

    /// <summary>Makes a new file.</summary>
    /// <exception cref="IOException">There is one already, or the disk is full.</exception>
    public static FeatureSegment Create(string path, SegmentHeader header)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.SetLength(file, header.RowsAt);
        byte[] page = new byte[SegmentHeader.Bytes];
        header.Write(page);
        RandomAccess.Write(file, page, 0);
        return new(path, header, new SegmentRecord?[header.Capacity], 0) { appending = file };
    }

    /// <summary>Adds a row; the caller holds the store's lock and sees to it that one thread at a time does.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public int Append(UInt128 content, int view, ReadOnlySpan<byte> row)
    {
        appending ??= File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        int at = Used;
        SegmentRecord record = new(content, view, row.Length, MaskedCrc.Of(row));
        Span<byte> bytes = stackalloc byte[SegmentRecord.Bytes];
        record.Write(bytes);
        RandomAccess.Write(appending, row, header.RowsAt + (at * header.Stride));
        RandomAccess.Write(appending, bytes, SegmentHeader.Bytes + ((long)at * SegmentRecord.Bytes));
        records[at] = record;
        return Used++;
    }

    /// <summary>Maps all rows there are by now; <see cref="Row"/> reads those.</summary>
    /// <exception cref="WeightFileException">The file was removed meanwhile.</exception>
    public void Map()
    {
        if (mappedRows < Used)
        {
            mapped?.Dispose();
            appending?.Dispose(); // Windows maps no file that is open for writing
            appending = null;
            (mapped, mappedRows) = (new MappedFile(Path), Used);
        }
    }

    /// <summary>A row's bytes in the map; valid until rows are added. Any thread may read.</summary>
    public ReadOnlySpan<byte> Row(int row) => mapped!.Span(header.RowsAt + (row * header.Stride), records[row]!.Value.Length);

    /// <summary>Whether a row holds what was once written; if not, it is not offered again.</summary>
    public bool Verify(int row)
    {
        bool right = false;
        try
        {
            Map();
            right = records[row] is { } record && MaskedCrc.Of(Row(row)) == record.Checksum;
        }
        catch (Exception error) when (error is WeightFileException or ArgumentOutOfRangeException)
        {
            // Removed, or shorter than its records say: nothing in it can be relied on.
        }
        records[row] = right ? records[row] : null;
        return right;
    }

    /// <summary>Marks the file as used now, for <see cref="FeatureCache"/> to choose what is dropped.</summary>
    public void Touch()
    {
        try
        {
            File.SetLastWriteTimeUtc(Path, DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Dropped meanwhile by another process; its map stays good.
        }
    }

    public void Dispose()
    {
        appending?.Dispose();
        mapped?.Dispose();
    }

    private static bool Fits(SegmentRecord record, SegmentHeader header) => record.View == SegmentRecord.Unreadable ? record.Length >= 0 && record.Length <= header.Stride : record.View >= 0 && record.Length == header.RowBytes;

    private static bool ReadAll(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (into.Length > 0)
        {
            int read = RandomAccess.Read(file, into, offset);
            if (read == 0)
            {
                return false;
            }
            into = into[read..];
            offset += read;
        }
        return true;
    }
}
