using Graft.Graphs;
using Graft.Weights.TensorFlow.Protobuf;

namespace Graft.Weights.TensorFlow;

/// <summary>A tensor of a V1 checkpoint, put together from what its files say of it.</summary>
/// <param name="Type">Null for a type that is none of ours.</param>
internal sealed record V1Tensor(int TypeNumber, ElementType? Type, Shape Shape)
{
    private readonly List<(TensorSlice Slice, MappedFile File, SortedTable Table)> parts = [];

    public static V1Tensor Of(SavedSliceMeta entry, string path) =>
        new(entry.Type, TensorFlowTypes.TryGet(entry.Type, out ElementType type) ? type : null, TensorFlowShapes.Of(entry.Shape, entry.Name, path, TensorFlowTypes.TryGet(entry.Type, out type) ? type : ElementType.UInt8));

    /// <summary>Notes which parts a file holds.</summary>
    /// <exception cref="WeightFileException">The file says otherwise than those before of what tensor this is.</exception>
    public void Add(SavedSliceMeta entry, MappedFile file, SortedTable table)
    {
        if (entry.Type != TypeNumber || !Shape.SequenceEqual(entry.Shape?.Dim.Select(dim => dim.Size) ?? []))
        {
            throw CheckpointFault.Damaged(file.Path, $"'{entry.Name}' has another shape or type in it than elsewhere in the checkpoint");
        }
        parts.AddRange(entry.Slice.Select(slice => (TensorSlice.Of(slice), file, table)));
    }

    /// <summary>The tensor, whose numbers are read when they are asked for.</summary>
    /// <exception cref="WeightFileException">Its parts do not make it up.</exception>
    public Tensor Open(string path, string name)
    {
        ElementType type = Type!.Value;
        List<TensorPart> opened = [];
        foreach ((TensorSlice slice, MappedFile file, SortedTable table) in parts)
        {
            Shape sizes = slice.Within(Shape) ?? throw CheckpointFault.Damaged(file.Path, $"'{name}' of shape {Shape} has a part of {slice.Lengths} from {slice.Starts}");
            opened.Add(new(slice, sizes, () => Read(file, table, name, slice, type, sizes)));
        }
        return TensorParts.Fault(Shape, opened) is { } fault ? throw new WeightFileException($"{path}: '{name}' {fault}. Files of the checkpoint are missing or mixed up; copy all of it again.")
            : TensorParts.Join(type, Shape, opened);
    }

    private static ReadOnlyMemory<byte> Read(MappedFile file, SortedTable table, string name, TensorSlice slice, ElementType type, Shape sizes)
    {
        if (sizes.Elements == 0)
        {
            return default;
        }
        (ReadOnlyMemory<byte> value, TableBlock block) = table.Find(slice.KeyOf(name)) ?? throw CheckpointFault.Damaged(file.Path, $"its directory names '{name}', but its numbers are not there");
        SavedSlice saved = SavedSlice.Read(value, file.Path);
        if (saved.Name != name || saved.Slice != slice)
        {
            throw CheckpointFault.Damaged(file.Path, $"in the place of '{name}' lies '{saved.Name}'");
        }
        block.Verify();
        return saved.Numbers(type, sizes, file.Path);
    }
}
