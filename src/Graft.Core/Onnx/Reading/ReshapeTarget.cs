using Graft.Graphs;

namespace Graft.Onnx.Reading;

/// <summary>Turns the shape that a file gives Reshape, with unknown sizes in it, into the canonical one: 0 where the input's size stays, at most one −1.</summary>
internal static class ReshapeTarget
{
    public static ValueList<long> Of(NodeImport node, ImportedValue x, IReadOnlyList<Dim> target)
    {
        Dim[] sizes = [.. target.Select((size, axis) => StandsForBatch(node, x, size, axis) ? 0 : size)];
        ValueList<long> canonical = Canonical(x, sizes);
        int rest = Array.IndexOf(sizes, (Dim)(-1));
        if (canonical.Count(size => size == -1) > 1 && rest >= 0 && Dim.Exactly(SymbolicShapes.Product(x.Sizes), Product(x, sizes)) is { IsNumber: true } known)
        {
            sizes[rest] = known;
            canonical = Canonical(x, sizes);
        }
        return canonical.Count(size => size == -1) <= 1 ? canonical
            : throw node.Fault($"reshapes {x.Shape} to ({string.Join(", ", target)}), of which more than one size is known only when the graph runs", "Export the model with a fixed picture size; the batch may stay dynamic.");
    }

    private static ValueList<long> Canonical(ImportedValue x, Dim[] sizes) => [.. sizes.Select((size, axis) => size.IsNumber ? size.Factor : axis < x.Rank && x.Sizes[axis] == size ? 0 : -1)];

    /// <summary>Whether a number in front is the batch size of a file that fixes it, while the graph leaves it open.</summary>
    private static bool StandsForBatch(NodeImport node, ImportedValue x, Dim size, int axis) =>
        axis == 0 && node.Graph.FixedBatch is { } batch && size == batch && x.Rank > 0 && x.Sizes[0] == Dim.Unknown(GraphImport.Batch);

    private static Dim Product(ImportedValue x, Dim[] sizes) =>
        SymbolicShapes.Product(sizes.Select((size, axis) => size == 0 && axis < x.Rank ? x.Sizes[axis] : size == -1 ? 1 : size));
}
