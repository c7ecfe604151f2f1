using System.Buffers;
using Graft.Wire;

namespace Graft.Weights.TensorFlow;

/// <summary>A run of numbers in a file, compared with its checksum once, when it is first read.</summary>
internal sealed class CheckedBytes(MappedFile file, string name, long offset, int length, uint checksum)
{
    private volatile bool sound;

    /// <exception cref="WeightFileException">The numbers are not those that were written.</exception>
    public ReadOnlyMemory<byte> Read()
    {
        if (!sound)
        {
            uint actual = FileChecksum.Of(file, offset, length);
            sound = actual == checksum ? true
                : throw new WeightFileException($"{file.Path}: the numbers of '{name}', {length} bytes at {offset}, have the checksum {actual:x8}, but {checksum:x8} is stored: they were changed since they were written. Download or copy it again.");
        }
        return file.Memory(offset, length);
    }
}

/// <summary>Checksums of parts of files, read through a small buffer, so that the file's pages do not stay in memory.</summary>
internal static class FileChecksum
{
    private const int Chunk = 1 << 18;

    public static uint Of(MappedFile file, long offset, long length)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent((int)Math.Min(Chunk, length));
        MaskedCrc crc = new();
        for (long at = offset, end = offset + length; at < end;)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, end - at));
            file.Read(at, part);
            crc.Append(part);
            at += part.Length;
        }
        ArrayPool<byte>.Shared.Return(chunk);
        return crc.Value;
    }
}
