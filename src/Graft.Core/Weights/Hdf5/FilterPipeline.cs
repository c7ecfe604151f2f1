using System.Buffers.Binary;
using System.IO.Compression;

namespace Graft.Weights.Hdf5;

/// <summary>What was done to a data set's chunks, one after the other, before they were stored: Graft undoes deflate (gzip), shuffle and Fletcher's checksum.</summary>
internal sealed record FilterPipeline(Hdf5Source Source, int[] Filters)
{
    private const int Deflate = 1, Shuffle = 2, Fletcher = 3;

    /// <summary>Deflate cannot make more of one byte.</summary>
    public const int MostPerByte = 1040;

    public bool Inflates => Filters.Contains(Deflate);

    public static FilterPipeline Read(Hdf5Cursor body, string path)
    {
        int version = body.Version(1, 2);
        var filters = new int[body.Byte()];
        body.Skip(version == 1 ? 6 : 0);
        for (int i = 0; i < filters.Length; i++)
        {
            filters[i] = body.UInt16();
            int name = version == 1 || filters[i] >= 256 ? body.UInt16() : 0;
            body.Skip(2);
            int values = body.UInt16();
            body.Skip(version == 1 ? (name + 7) / 8 * 8 : name);
            body.Skip((4 * values) + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (filters[i] is not (Deflate or Shuffle or Fletcher))
            {
                throw body.Source.Unsupported($"'{path}' is compressed by the filter {filters[i]}{(filters[i] == 32000 ? " (LZF)" : filters[i] == 4 ? " (szip)" : "")}", "Save it with gzip or without compression.");
            }
        }
        return filters.Count(filter => filter == Deflate) <= 1 ? new(body.Source, filters) : throw body.Source.Unsupported($"'{path}' is compressed twice");
    }

    /// <summary>The chunk as it was before it was stored.</summary>
    /// <param name="skipped">One bit for each filter that this chunk did not pass.</param>
    /// <param name="length">Bytes that must come out.</param>
    public ReadOnlyMemory<byte> Undo(ReadOnlyMemory<byte> stored, uint skipped, int length, int element)
    {
        for (int i = Filters.Length - 1; i >= 0; i--)
        {
            if (i >= 32 || (skipped >> i & 1) == 0)
            {
                stored = Filters[i] switch
                {
                    Deflate => Inflate(stored, length + 4),
                    Shuffle => Unshuffle(stored.Span, element),
                    _ => Checked(stored),
                };
            }
        }
        return stored.Length == length ? stored : throw Source.Fault($"a chunk has {stored.Length} bytes, where {length} are expected");
    }

    private byte[] Inflate(ReadOnlyMemory<byte> stored, int most)
    {
        try
        {
            using ZLibStream stream = new(new MemoryStream(stored.ToArray()), CompressionMode.Decompress);
            var inflated = new byte[most];
            int count = stream.ReadAtLeast(inflated, most, throwOnEndOfStream: false);
            return inflated[..count];
        }
        catch (Exception error) when (error is InvalidDataException or IOException) // the second is what zlib says of a stream that needs a dictionary
        {
            throw Source.Fault($"a compressed chunk cannot be inflated ({error.Message.TrimEnd('.')})");
        }
    }

    // All first bytes of the elements, then all second ones: like digits compress better beside each other.
    private static byte[] Unshuffle(ReadOnlySpan<byte> stored, int element)
    {
        var whole = new byte[stored.Length];
        int count = stored.Length / element, at = 0;
        for (int part = 0; part < element; part++)
        {
            for (int i = 0; i < count; i++)
            {
                whole[(i * element) + part] = stored[at++];
            }
        }
        stored[at..].CopyTo(whole.AsSpan(at));
        return whole;
    }

    private ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> stored)
    {
        ReadOnlyMemory<byte> body = stored.Length >= 4 ? stored[..^4] : throw Source.Fault("a chunk is too short for its checksum");
        return Sum(body.Span) == BinaryPrimitives.ReadUInt32LittleEndian(stored.Span[^4..]) ? body : throw Source.Fault("a chunk's checksum is wrong");
    }

    /// <summary>Fletcher 1982 over 16-bit words, the high byte first, as HDF5 has it: both sums start at zero and are reduced modulo 65535 from time to time.</summary>
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        (ulong first, ulong second) = (0, 0);
        for (int i = 0; i < bytes.Length; i += 2)
        {
            first += (uint)((bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0));
            first = (first & 0xFFFF) + (first >> 16);
            second += first;
            second = (second & 0xFFFF) + (second >> 16);
        }
        return ((uint)second << 16) | (uint)first;
    }
}
