using System.Buffers.Binary;
using System.Text;
using Graft.Graphs;

namespace Graft.Core.Tests.Weights.TensorFlow;

/// <summary>Writes TensorFlow checkpoints of both kinds; independent of the reader, and linked into the benchmarks.</summary>
internal static class CheckpointWriter
{
    private static readonly Comparer<byte[]> Bytewise = Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other));

    /// <summary>One file, or several named <c>path-00000-of-0000N</c>, among which the parts go in turn.</summary>
    /// <returns>Where the blocks of the tables lie.</returns>
    public static List<(long Offset, long Size)> WriteV1(string path, IReadOnlyList<WrittenTensor> tensors, int shards = 1, bool packed = false, int blockSize = 256 << 10)
    {
        var pieces = tensors.SelectMany(tensor => tensor.Pieces.Select(part => (Tensor: tensor, Part: part))).Index().ToLookup(piece => piece.Index % shards, piece => piece.Item);
        List<(long, long)> blocks = [];
        for (int shard = 0; shard < shards; shard++)
        {
            using FileStream file = File.Create(shards == 1 ? path : $"{path}-{shard:00000}-of-{shards:00000}");
            TableWriter table = new(file, packed, blockSize);
            byte[] directory = [.. pieces[shard].GroupBy(piece => piece.Tensor).SelectMany(group => Wire.Message(1, Wire.Message(1, Encoding.UTF8.GetBytes(group.Key.Name)), Wire.Message(2, group.Key.Shape), Wire.Number(3, group.Key.TypeNumber),
                [.. group.SelectMany(piece => Wire.Message(4, piece.Tensor.SliceOf(piece.Part)))]))];
            table.Add([], Wire.Message(1, directory, Wire.Message(2, Wire.Number(1, 1))));
            foreach ((byte[] key, (WrittenTensor tensor, (long, long)[]? part)) in pieces[shard].Select(piece => (piece.Tensor.KeyOf(piece.Part), piece)).OrderBy(piece => piece.Item1, Bytewise))
            {
                byte[] numbers = Numbers(tensor.Type, tensor.BytesOf(part), out int field), before = [.. Wire.Message(1, Encoding.UTF8.GetBytes(tensor.Name)), .. Wire.Message(2, tensor.SliceOf(part))];
                byte[] list = Wire.Head(field, numbers.Length), proto = Wire.Head(3, list.Length + (long)numbers.Length);
                table.Add(key, Wire.Head(2, before.Length + proto.Length + list.Length + (long)numbers.Length), before, proto, list, numbers);
            }
            table.Finish();
            blocks.AddRange(table.Blocks);
        }
        return blocks;
    }

    /// <summary>An index and its files of numbers, among which the parts go in turn.</summary>
    /// <returns>Where the blocks of the index lie.</returns>
    public static List<(long Offset, long Size)> WriteV2(string prefix, IReadOnlyList<WrittenTensor> tensors, int shards = 1, bool packed = false, int blockSize = 4096)
    {
        SortedDictionary<byte[], byte[]> entries = new(Bytewise) { [[]] = [.. Wire.Number(1, shards), .. Wire.Message(3, Wire.Number(1, 1))] };
        MemoryStream[] data = [.. Enumerable.Range(0, shards).Select(_ => new MemoryStream())];
        int turn = 0;
        foreach (WrittenTensor tensor in tensors)
        {
            byte[] name = Encoding.UTF8.GetBytes(tensor.Name);
            foreach ((long, long)[]? part in tensor.Pieces)
            {
                int shard = turn++ % shards;
                byte[] bytes = tensor.BytesOf(part), crc = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(crc, TableWriter.Checksum(bytes));
                entries[part is null ? name : tensor.KeyOf(part)] = [.. Wire.Number(1, tensor.TypeNumber), .. Wire.Message(2, tensor.ShapeOf(part)), .. Wire.Number(3, shard), .. Wire.Number(4, data[shard].Length), .. Wire.Number(5, bytes.Length), (6 << 3) | 5, .. crc];
                data[shard].Write(bytes);
            }
            if (tensor.Parts.Length > 0)
            {
                entries[name] = [.. Wire.Number(1, tensor.TypeNumber), .. Wire.Message(2, tensor.Shape), .. tensor.Parts.SelectMany(part => Wire.Message(7, tensor.SliceOf(part)))];
            }
        }
        using FileStream index = File.Create(prefix + ".index");
        TableWriter table = new(index, packed, blockSize);
        foreach ((byte[] key, byte[] value) in entries)
        {
            table.Add(key, value);
        }
        table.Finish();
        for (int shard = 0; shard < shards; shard++)
        {
            File.WriteAllBytes($"{prefix}.data-{shard:00000}-of-{shards:00000}", data[shard].ToArray());
        }
        return table.Blocks;
    }

    /// <summary>The numbers as TensorProto lists them: floats and doubles as they are, everything else as variable-length numbers.</summary>
    private static byte[] Numbers(ElementType type, byte[] bytes, out int field)
    {
        field = type switch { ElementType.Float32 => 5, ElementType.Float64 => 6, ElementType.Int64 => 10, ElementType.Bool => 11, ElementType.Float16 or ElementType.BFloat16 => 13, ElementType.UInt32 => 16, ElementType.UInt64 => 17, _ => 7 };
        return type is ElementType.Float32 or ElementType.Float64 ? bytes : [.. bytes.Chunk(type.Size).SelectMany(number => Wire.Varint(type switch
        {
            ElementType.Int8 => (sbyte)number[0],
            ElementType.Int16 => BitConverter.ToInt16(number),
            ElementType.Int32 => BitConverter.ToInt32(number),
            ElementType.Int64 or ElementType.UInt64 => BitConverter.ToInt64(number),
            ElementType.UInt32 => BitConverter.ToUInt32(number),
            _ => number.Length == 1 ? number[0] : BitConverter.ToUInt16(number),
        }))];
    }
}
