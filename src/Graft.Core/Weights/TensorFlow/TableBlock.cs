using System.Buffers.Binary;
using Graft.Wire;
using Snappier;

namespace Graft.Weights.TensorFlow;

/// <summary>Where a block of a sorted table lies in its file, without the five bytes that follow it.</summary>
internal readonly record struct BlockHandle(ulong Offset, ulong Size)
{
    /// <summary>Takes a handle, two variable-length numbers, from the front of the bytes.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out BlockHandle handle)
    {
        bool taken = Varint.TryTake(ref bytes, out ulong offset) & Varint.TryTake(ref bytes, out ulong size);
        handle = new(offset, size);
        return taken;
    }
}

/// <summary>A block of a sorted table. One that is stored as it is stays in the mapped file; a packed one is unpacked when it is looked at.</summary>
internal sealed class TableBlock
{
    /// <summary>After each block: how it is stored (1 byte) and the checksum of all that (4 bytes).</summary>
    public const int TrailerBytes = 5;

    private const byte Plain = 0, Packed = 1;
    private const int MostBetweenRestarts = 1 << 14;

    private readonly MappedFile file;
    private readonly long offset;
    private readonly int size;
    private readonly byte kind;
    private volatile WeakReference<byte[]>? unpacked;
    private volatile bool sound;

    /// <exception cref="WeightFileException">The block does not lie within the file, or is stored in an unknown way.</exception>
    public TableBlock(MappedFile file, BlockHandle handle)
    {
        ulong room = (ulong)Math.Max(0, file.Length - TrailerBytes);
        if (handle.Offset > room || handle.Size > room - handle.Offset || handle.Size > int.MaxValue)
        {
            throw CheckpointFault.Damaged(file.Path, $"a block of {handle.Size} bytes should lie at {handle.Offset}, but the file has only {file.Length}");
        }
        (this.file, offset, size) = (file, (long)handle.Offset, (int)handle.Size);
        kind = file.Peek(offset + size, 1)[0];
        if (kind > Packed)
        {
            throw CheckpointFault.Damaged(file.Path, $"the block at {offset} is packed by method {kind}; 0 (none) and 1 (Snappy) are known");
        }
    }

    /// <summary>The entries: of a plain block in the file, not yet verified; of a packed one in memory, verified.</summary>
    public ReadOnlyMemory<byte> Contents => kind == Plain ? file.Memory(offset, size) : Unpack();

    /// <summary>Reads the block once and compares it with its checksum, once for as long as the file is open.</summary>
    /// <exception cref="WeightFileException">They differ.</exception>
    public void Verify()
    {
        if (sound)
        {
            return;
        }
        uint actual = FileChecksum.Of(file, offset, size + 1L);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(file.Peek(offset + size + 1, 4));
        sound = actual == stored ? true
            : throw CheckpointFault.Damaged(file.Path, $"the {size} bytes at {offset} have the checksum {actual:x8}, but {stored:x8} is stored: they were changed since they were written");
    }

    /// <summary>The value under a key; null where the block does not hold it.</summary>
    public ReadOnlyMemory<byte>? Find(ReadOnlySpan<byte> key)
    {
        ReadOnlyMemory<byte> contents = Contents;
        BlockCursor cursor = new(contents.Span, file.Path);
        (int low, int high) = (0, cursor.Restarts - 1);
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            cursor.Restart(middle);
            (low, high) = cursor.Next() && cursor.Key.SequenceCompareTo(key) <= 0 ? (middle, high) : (low, middle - 1);
        }
        if (cursor.Restarts > 0)
        {
            cursor.Restart(low);
        }
        for (int steps = 0; cursor.Next(); steps++)
        {
            int order = cursor.Key.SequenceCompareTo(key);
            if (order >= 0)
            {
                return order == 0 ? contents.Slice(cursor.ValueStart, cursor.ValueLength) : null;
            }
            if (steps > MostBetweenRestarts)
            {
                throw CheckpointFault.Damaged(file.Path, $"more than {MostBetweenRestarts} entries of a block depend on one another");
            }
        }
        return null;
    }

    private byte[] Unpack()
    {
        if (unpacked?.TryGetTarget(out byte[]? held) == true)
        {
            return held;
        }
        Verify();
        ReadOnlyMemory<byte> packed = file.Memory(offset, size);
        byte[] contents = Unpack(packed.Span);
        GC.KeepAlive(packed);
        unpacked = new(contents);
        return contents;
    }

    private byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        ReadOnlySpan<byte> rest = packed;
        // Snappy's best trade is three bytes for sixty-four, so a longer result is a lie, told to make us allocate it.
        if (!Varint.TryTake(ref rest, out ulong length) || length > (ulong)packed.Length * 22 || length > (ulong)Array.MaxLength)
        {
            throw CheckpointFault.Damaged(file.Path, $"the packed block at {offset} says that its {size} bytes become {length}");
        }
        var contents = new byte[length];
        try
        {
            if (Snappy.TryDecompress(packed, contents, out int written) && written == contents.Length)
            {
                return contents;
            }
        }
        catch (InvalidDataException)
        {
            // The same fault; the library has two ways to say it.
        }
        throw CheckpointFault.Damaged(file.Path, $"the packed block at {offset} does not unpack to {length} bytes");
    }
}
