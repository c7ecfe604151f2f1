using Graft.Graphs;
using Graft.Weights.TensorFlow.Protobuf;
using Graft.Wire;

namespace Graft.Weights.TensorFlow;

/// <summary>A TensorFlow checkpoint of the first kind, as <c>tf.train.Saver</c> wrote it until 2016: one sorted table, or several named <c>name-00000-of-0000N</c>. See docs/formats/tensorflow.md.</summary>
internal sealed class CheckpointV1 : WeightFile
{
    /// <summary>A directory of a hundred thousand tensors is smaller; each of its bytes becomes about thirty when it is read.</summary>
    private const int MaxDirectory = 1 << 24;

    private readonly List<MappedFile> shards = [];

    /// <param name="table">The table of the file itself, which may be any of the checkpoint's.</param>
    /// <exception cref="WeightFileException">It is damaged, or one of its files or parts is missing.</exception>
    public CheckpointV1(MappedFile file, SortedTable table)
        : base(file)
    {
        OrderedDictionary<string, V1Tensor> found = new(StringComparer.Ordinal);
        string[] paths = [.. ShardName.AllOf(file.Path)];
        try
        {
            foreach (string path in paths)
            {
                if (path == file.Path)
                {
                    Collect(file, table, found);
                    continue;
                }
                MappedFile shard = new(path);
                shards.Add(shard);
                Collect(shard, new(shard), found);
            }
            Tensors = new(found.Where(pair => pair.Value.Type is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Open(file.Path, pair.Key))));
        }
        catch
        {
            Dispose();
            throw;
        }
        Metadata = CheckpointNotes.Of(paths.Length, found.Where(pair => pair.Value.Type is null).Select(pair => (pair.Key, pair.Value.TypeNumber, pair.Value.Shape)));
    }

    public override string Format => "TensorFlow checkpoint V1";

    public override WeightTable Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the value under a table's empty key begins as that of a V1 checkpoint: with its directory, field 1, a message.</summary>
    public static bool Fits(ReadOnlySpan<byte> header) => header is [0x0A, ..];

    public override void Dispose()
    {
        shards.ForEach(shard => shard.Dispose());
        base.Dispose();
    }

    private static void Collect(MappedFile file, SortedTable table, OrderedDictionary<string, V1Tensor> found)
    {
        if (table.Header() is not { } header || !Fits(header.Span))
        {
            throw CheckpointFault.Damaged(file.Path, "it is no V1 checkpoint as the files beside it are");
        }
        WireReader reader = new(header, file.Path, CheckpointFault.OfWire);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }
            ReadOnlyMemory<byte> directory = reader.Bytes();
            if (directory.Length > MaxDirectory)
            {
                throw CheckpointFault.Damaged(file.Path, $"its directory has {directory.Length} bytes; at most {MaxDirectory} are read");
            }
            foreach (SavedSliceMeta entry in CheckpointFault.Parse(SavedTensorSliceMeta.Parser, directory, file.Path).Tensor)
            {
                if (!found.TryGetValue(entry.Name, out V1Tensor? tensor))
                {
                    found[entry.Name] = tensor = V1Tensor.Of(entry, file.Path);
                }
                tensor.Add(entry, file, table);
            }
        }
    }
}
