using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Graft.Weights.TensorFlow;

/// <summary>A sorted table of keys and values, the container of both kinds of checkpoint: blocks of entries, a block that leads to them, and a footer. See docs/formats/tensorflow.md.</summary>
/// <remarks>The format of LevelDB's tables: github.com/google/leveldb, doc/table_format.md; tensorflow/core/lib/io/format.cc.</remarks>
internal sealed class SortedTable
{
    private const int FooterBytes = 48;
    private const ulong Magic = 0xDB47_7524_8B80_FB57;

    private readonly MappedFile file;
    private readonly List<(byte[] LastKey, TableBlock Block)> blocks = [];

    /// <exception cref="WeightFileException">The footer or the block that leads to the others is damaged.</exception>
    public SortedTable(MappedFile file)
    {
        this.file = file;
        ReadOnlySpan<byte> footer = file.Peek(file.Length - FooterBytes, FooterBytes);
        if (footer.Length < FooterBytes || !BlockHandle.TryTake(ref footer, out _) || !BlockHandle.TryTake(ref footer, out BlockHandle handle))
        {
            throw CheckpointFault.Damaged(file.Path, "its last 48 bytes do not say where its directory lies");
        }
        TableBlock directory = new(file, handle);
        directory.Verify();
        long room = Room;
        ReadOnlyMemory<byte> contents = directory.Contents;
        for (BlockCursor cursor = new(contents.Span, file.Path); cursor.Next();)
        {
            ReadOnlySpan<byte> value = contents.Span.Slice(cursor.ValueStart, cursor.ValueLength);
            blocks.Add(BlockHandle.TryTake(ref value, out BlockHandle block) ? (Keep(cursor.Key, ref room), new TableBlock(file, block))
                : throw CheckpointFault.Damaged(file.Path, "its directory does not say where a block lies"));
        }
    }

    // Keys are stored without what they share with the one before, so that without a bound a small file could ask for any amount of memory.
    private long Room => (16 * file.Length) + (1 << 16);

    public static bool Fits(MappedFile file) => IsMagic(file.Peek(file.Length - 8, 8));

    /// <summary>The same of a file that is not open; false where it cannot be.</summary>
    public static bool Fits(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            Span<byte> end = stackalloc byte[8];
            return RandomAccess.GetLength(file) is >= 8 and long length && RandomAccess.Read(file, end, length - 8) == 8 && IsMagic(end);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The value under the empty key, verified; null in a table that is no checkpoint.</summary>
    public ReadOnlyMemory<byte>? Header()
    {
        if (blocks.Count == 0)
        {
            return null;
        }
        blocks[0].Block.Verify();
        return blocks[0].Block.Find([]);
    }

    /// <summary>The value under a key and the block that it lies in, which may not be verified yet; null where the table does not hold it.</summary>
    public (ReadOnlyMemory<byte> Value, TableBlock Block)? Find(byte[] key)
    {
        (int low, int high) = (0, blocks.Count);
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = blocks[middle].LastKey.AsSpan().SequenceCompareTo(key) < 0 ? (middle + 1, high) : (low, middle);
        }
        return low < blocks.Count && blocks[low].Block.Find(key) is { } value ? (value, blocks[low].Block) : null;
    }

    /// <summary>All entries in the order of their keys, verified.</summary>
    public List<(byte[] Key, ReadOnlyMemory<byte> Value)> Entries()
    {
        List<(byte[], ReadOnlyMemory<byte>)> entries = [];
        long room = Room;
        foreach ((_, TableBlock block) in blocks)
        {
            block.Verify();
            ReadOnlyMemory<byte> contents = block.Contents;
            for (BlockCursor cursor = new(contents.Span, file.Path); cursor.Next();)
            {
                entries.Add((Keep(cursor.Key, ref room), contents.Slice(cursor.ValueStart, cursor.ValueLength)));
            }
        }
        return entries;
    }

    private static bool IsMagic(ReadOnlySpan<byte> end) => end.Length == 8 && BinaryPrimitives.ReadUInt64LittleEndian(end) == Magic;

    private byte[] Keep(ReadOnlySpan<byte> key, ref long room) => (room -= key.Length) >= 0 ? key.ToArray()
        : throw CheckpointFault.Damaged(file.Path, $"its keys take more than {Room} bytes");
}
