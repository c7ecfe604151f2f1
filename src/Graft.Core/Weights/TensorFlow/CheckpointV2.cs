using System.Text;
using Graft.Graphs;
using Graft.Weights.TensorFlow.Protobuf;

namespace Graft.Weights.TensorFlow;

/// <summary>A TensorFlow checkpoint of the second kind: an index, which is a sorted table, and the numbers in files named <c>name.data-00000-of-0000N</c>. See docs/formats/tensorflow.md.</summary>
internal sealed class CheckpointV2 : WeightFile
{
    private readonly Dictionary<int, MappedFile> shards = [];
    private readonly SortedTable table;
    private readonly int files;

    /// <exception cref="WeightFileException">It is damaged, or a file is missing or cut off.</exception>
    public CheckpointV2(MappedFile index, SortedTable table)
        : base(index)
    {
        this.table = table;
        BundleHeaderProto header = CheckpointFault.Parse(BundleHeaderProto.Parser, table.Header()!.Value, Path);
        files = header.NumShards;
        if (header.Endianness != 0)
        {
            throw new WeightFileException($"{Path} was written on a big-endian machine, whose byte order is not supported. Load and save it on a little-endian one.");
        }
        OrderedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        List<(string, int, Shape)> others = [];
        try
        {
            foreach ((byte[] key, ReadOnlyMemory<byte> value) in table.Entries())
            {
                // The empty key is the header's; those of parts begin with a zero and are looked up where the whole is named.
                if (key is [] or [0, ..])
                {
                    continue;
                }
                string name = Encoding.UTF8.GetString(key);
                BundleEntryProto entry = CheckpointFault.Parse(BundleEntryProto.Parser, value, Path);
                bool known = TensorFlowTypes.TryGet(entry.Dtype, out ElementType type);
                Shape shape = TensorFlowShapes.Of(entry.Shape, name, Path, known ? type : ElementType.UInt8);
                if (!known)
                {
                    others.Add((name, entry.Dtype, shape));
                }
                else if (!tensors.TryAdd(name, entry.Slices.Count == 0 ? Tensor.Lazy(type, shape, Numbers(entry, name, type, shape)) : Join(entry, name, type, shape)))
                {
                    throw CheckpointFault.Damaged(Path, $"it names '{name}' twice");
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        Tensors = new(tensors);
        Metadata = CheckpointNotes.Of(files, others);
    }

    public override string Format => "TensorFlow checkpoint V2";

    public override WeightTable Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the value under a table's empty key begins as that of a V2 checkpoint: with the number of files, field 1, a number.</summary>
    public static bool Fits(ReadOnlySpan<byte> header) => header is [0x08, ..];

    public override void Dispose()
    {
        foreach (MappedFile shard in shards.Values)
        {
            shard.Dispose();
        }
        base.Dispose();
    }

    private Tensor Join(BundleEntryProto entry, string name, ElementType type, Shape shape)
    {
        List<TensorPart> parts = [];
        foreach (TensorSlice slice in entry.Slices.Select(TensorSlice.Of))
        {
            Shape sizes = slice.Within(shape) ?? throw CheckpointFault.Damaged(Path, $"'{name}' of shape {shape} has a part of {slice.Lengths} from {slice.Starts}");
            ReadOnlyMemory<byte> value = table.Find(slice.KeyOf(name))?.Value ?? throw CheckpointFault.Damaged(Path, $"a part of '{name}', {sizes} from {slice.Starts}, is not there");
            BundleEntryProto part = CheckpointFault.Parse(BundleEntryProto.Parser, value, Path);
            parts.Add(part.Dtype == entry.Dtype && sizes.SequenceEqual(part.Shape?.Dim.Select(dim => dim.Size) ?? []) ? new(slice, sizes, Numbers(part, name, type, sizes))
                : throw CheckpointFault.Damaged(Path, $"a part of '{name}' has another shape or type than the whole says"));
        }
        return TensorParts.Fault(shape, parts) is { } fault ? throw CheckpointFault.Damaged(Path, $"'{name}' {fault}") : TensorParts.Join(type, shape, parts);
    }

    /// <summary>How to read a run of numbers; that they lie within their file is checked here, their checksum when they are first read.</summary>
    private Func<ReadOnlyMemory<byte>> Numbers(BundleEntryProto entry, string name, ElementType type, Shape shape)
    {
        long need = shape.Elements * type.Size;
        if (entry.Size != need)
        {
            throw CheckpointFault.Damaged(Path, $"'{name}' of shape {shape} and type {type} needs {need} bytes, but is said to have {entry.Size}");
        }
        if (need == 0)
        {
            return () => default;
        }
        MappedFile shard = Shard(entry.ShardId, name);
        if (entry.Offset < 0 || entry.Offset > shard.Length - need)
        {
            throw new WeightFileException($"{shard.Path}: '{name}' should have {need} bytes at {entry.Offset}, but the file ends at {shard.Length}: it is cut off, or belongs to another checkpoint. Copy it again, with its index.");
        }
        return new CheckedBytes(shard, name, entry.Offset, (int)need, entry.Crc32C).Read;
    }

    private MappedFile Shard(int number, string name)
    {
        if (shards.TryGetValue(number, out MappedFile? shard))
        {
            return shard;
        }
        if (number < 0 || number >= files)
        {
            throw CheckpointFault.Damaged(Path, $"'{name}' lies in file {number} of {files}");
        }
        string path = ShardName.OfData(Path, number, files);
        return shards[number] = File.Exists(path) ? new MappedFile(path)
            : throw new WeightFileException($"{Path} is the index of a TensorFlow checkpoint whose numbers lie beside it, but {System.IO.Path.GetFileName(path)} is not there. Put it into the same folder; a checkpoint is all its files.");
    }
}
