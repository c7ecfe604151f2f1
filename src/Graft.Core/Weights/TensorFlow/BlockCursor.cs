using System.Buffers.Binary;
using Graft.Wire;

namespace Graft.Weights.TensorFlow;

/// <summary>Walks the entries of one unpacked block of a sorted table: keys, of which only what differs from the key before is stored, and where their values lie.</summary>
/// <remarks>Entries, then the offsets (4 bytes each) of those whose key is stored whole, then the number of these (4 bytes).</remarks>
internal ref struct BlockCursor
{
    /// <summary>Far more than the longest name with a slice of 64 axes; prefixes let a small file ask for much larger keys.</summary>
    public const int MaxKey = 1 << 14;

    private readonly ReadOnlySpan<byte> contents;
    private readonly string path;
    private readonly int end;
    private byte[] key = new byte[128];
    private int keyLength;
    private int position;

    /// <exception cref="WeightFileException">The block has no room for what it says of its entries.</exception>
    public BlockCursor(ReadOnlySpan<byte> contents, string path)
    {
        this.contents = contents;
        this.path = path;
        uint restarts = contents.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(contents[^4..]) : uint.MaxValue;
        long last = contents.Length - 4 - (4L * restarts);
        (Restarts, end) = last >= 0 ? ((int)restarts, (int)last) : throw Damaged("a block ends within its own list of entries");
    }

    /// <summary>How many entries have a key that is stored whole.</summary>
    public int Restarts { get; }

    public readonly ReadOnlySpan<byte> Key => key.AsSpan(0, keyLength);

    /// <summary>Where the value begins in the block.</summary>
    public int ValueStart { get; private set; }

    public int ValueLength { get; private set; }

    /// <summary>Goes before the entry whose key is the i-th that is stored whole.</summary>
    public void Restart(int i)
    {
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(contents[(end + (4 * i))..]);
        (position, keyLength) = offset <= end ? ((int)offset, 0) : throw Damaged("an entry lies outside its block");
    }

    /// <summary>Goes to the next entry; false at the end of the block.</summary>
    public bool Next()
    {
        if (position >= end)
        {
            return false;
        }
        ReadOnlySpan<byte> rest = contents[position..end];
        if (!Varint.TryTake(ref rest, out ulong shared) || !Varint.TryTake(ref rest, out ulong added) || !Varint.TryTake(ref rest, out ulong length))
        {
            throw Damaged("an entry is cut off");
        }
        if (shared > (ulong)keyLength || added > (ulong)rest.Length || length > (ulong)rest.Length - added)
        {
            throw Damaged($"an entry of {added} + {length} bytes, {shared} of its key taken from the one before, does not fit its block");
        }
        if (shared + added > MaxKey)
        {
            throw Damaged($"a key has more than {MaxKey} bytes");
        }
        keyLength = (int)(shared + added);
        if (keyLength > key.Length)
        {
            Array.Resize(ref key, Math.Max(keyLength, 2 * key.Length));
        }
        rest[..(int)added].CopyTo(key.AsSpan((int)shared));
        (ValueStart, ValueLength) = (end - rest.Length + (int)added, (int)length);
        position = ValueStart + ValueLength;
        return true;
    }

    private readonly WeightFileException Damaged(string fact) => CheckpointFault.Damaged(path, fact);
}
