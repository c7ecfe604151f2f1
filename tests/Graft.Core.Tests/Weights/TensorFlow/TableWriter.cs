using System.Buffers.Binary;
using System.Numerics;

namespace Graft.Core.Tests.Weights.TensorFlow;

/// <summary>Writes a sorted string table, as TensorFlow does; independent of the reader, and linked into the benchmarks.</summary>
internal sealed class TableWriter(Stream stream, bool packed = false, int blockSize = 256 << 10, int interval = 16)
{
    private readonly MemoryStream block = new();
    private readonly List<int> restarts = [];
    private readonly List<(byte[] Key, long Offset, long Size)> index = [];
    private byte[] last = [];
    private int entries;
    private long written;

    /// <summary>Where the blocks lie, without the five bytes after each.</summary>
    public List<(long Offset, long Size)> Blocks { get; } = [];

    /// <summary>Adds an entry; keys come in order, bytewise.</summary>
    public void Add(byte[] key, params byte[][] value)
    {
        Append(block, restarts, key, interval, value);
        if (block.Length >= blockSize)
        {
            Flush();
        }
    }

    public void Finish()
    {
        if (entries > 0)
        {
            Flush();
        }
        (long Offset, long Size) meta = Put(Close(new(), []), 0);
        MemoryStream directory = new();
        List<int> starts = [];
        foreach ((byte[] key, long offset, long size) in index)
        {
            Append(directory, starts, key, 1, [.. Wire.Varint(offset), .. Wire.Varint(size)]);
        }
        (long Offset, long Size) at = Put(Close(directory, starts), 0);
        byte[] footer = new byte[48];
        byte[] handles = [.. Wire.Varint(meta.Offset), .. Wire.Varint(meta.Size), .. Wire.Varint(at.Offset), .. Wire.Varint(at.Size)];
        handles.CopyTo(footer, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), 0xdb4775248b80fb57);
        stream.Write(footer);
    }

    public static uint Checksum(ReadOnlySpan<byte> first, params ReadOnlySpan<byte> then)
    {
        uint crc = uint.MaxValue;
        for (; first.Length >= 8; first = first[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(first));
        }
        foreach (byte value in (byte[])[.. first, .. then])
        {
            crc = BitOperations.Crc32C(crc, value);
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    private void Append(MemoryStream to, List<int> starts, byte[] key, int every, params byte[][] value)
    {
        int shared = 0;
        if (entries++ % every == 0)
        {
            starts.Add((int)to.Length);
        }
        else
        {
            shared = key.AsSpan().CommonPrefixLength(last);
        }
        to.Write([.. Wire.Varint(shared), .. Wire.Varint(key.Length - shared), .. Wire.Varint(value.Sum(part => (long)part.Length)), .. key.AsSpan(shared)]);
        foreach (byte[] part in value)
        {
            to.Write(part);
        }
        last = key;
    }

    private void Flush()
    {
        ReadOnlySpan<byte> plain = Close(block, restarts);
        byte[]? small = packed ? Snappier.Snappy.CompressToArray(plain) : null;
        (long offset, long size) = small?.Length < plain.Length - (plain.Length / 8) ? Put(small, 1) : Put(plain, 0);
        index.Add((last, offset, size));
        (entries, last) = (0, []);
        block.SetLength(0);
        restarts.Clear();
    }

    private static ReadOnlySpan<byte> Close(MemoryStream entries, List<int> starts)
    {
        Span<byte> number = stackalloc byte[4];
        foreach (int value in starts.Count > 0 ? [.. starts, starts.Count] : new[] { 0, 1 })
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
            entries.Write(number);
        }
        return entries.GetBuffer().AsSpan(0, (int)entries.Length);
    }

    private (long Offset, long Size) Put(ReadOnlySpan<byte> stored, byte kind)
    {
        long offset = written;
        Blocks.Add((offset, stored.Length));
        stream.Write(stored);
        stream.WriteByte(kind);
        stream.Write(BitConverter.GetBytes(Checksum(stored, kind)));
        written += stored.Length + 5;
        return (offset, stored.Length);
    }
}
