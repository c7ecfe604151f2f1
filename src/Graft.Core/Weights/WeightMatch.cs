using Graft.Graphs;

namespace Graft.Weights;

/// <summary>A weight of a graph and the tensor of a file that its name leads to, if there is one.</summary>
/// <param name="Source">The tensor's name in the file; null where none of the possible names is there.</param>
/// <param name="Others">Further names of the file that would have led here, such as the weights as they were before averaging.</param>
/// <param name="Stored">The tensor as the file has it.</param>
/// <param name="Tensor">The tensor after the map's layout.</param>
/// <param name="Fitted">The tensor with the weight's own type and shape; null where it does not fit.</param>
/// <param name="Implied">The value that the weight has although the file leaves it out; then there is no source.</param>
internal sealed record WeightMatch(string Name, Shape Shape, string? Source, IReadOnlyList<string> Others, WeightLayout? Layout, Tensor? Stored, Tensor? Tensor, Tensor? Fitted, float? Implied = null)
{
    public bool Fits => Fitted is not null;

    public static WeightMatch Find(Graph graph, WeightFile file, NameMap names, string name)
    {
        Tensor weight = graph.Weights[name];
        (string Source, WeightLayout? Layout)[] there = [.. names.SourcesOf(name).Where(source => file.Tensors.Contains(source.File)).DistinctBy(source => source.File)];
        if (there is [var (source, layout), ..])
        {
            Tensor stored = file.Tensors[source], tensor = Lay(file, source, layout, stored);
            return new(name, weight.Shape, source, [.. there.Skip(1).Select(other => other.Source)], layout, stored, tensor, Fit(tensor, weight));
        }
        float? implied = names.ImpliedOf(name);
        return new(name, weight.Shape, null, [], null, null, null, implied is { } value ? Tensor.Filled(weight.Shape, value) : null, implied);
    }

    private static Tensor Lay(WeightFile file, string source, WeightLayout? layout, Tensor stored)
    {
        try
        {
            return layout is null ? stored : layout.Apply(stored);
        }
        catch (WeightFileException error)
        {
            throw new WeightFileException($"{file.Path}: '{source}' is not laid out as the name map says: {error.Message}.", error);
        }
    }

    private static Tensor? Fit(Tensor tensor, Tensor weight)
    {
        bool converts = weight.Type == ElementType.Float32 && tensor.Type.IsFloat;
        if ((tensor.Type != weight.Type && !converts) || !SameNumbers(tensor.Shape, weight.Shape))
        {
            return null;
        }
        Tensor shaped = tensor.Shape == weight.Shape ? tensor : tensor.Reshape(weight.Shape);
        return shaped.Type == weight.Type ? shaped : shaped.AsFloat32();
    }

    // (out, in) and (out, channels, height, width) name the same numbers in the same order; PyTorch flattens channels first, then rows.
    private static bool SameNumbers(Shape stored, Shape wanted) => stored == wanted
        || (stored.Rank != wanted.Rank && Math.Min(stored.Rank, wanted.Rank) == 2 && stored[0] == wanted[0] && stored.Elements == wanted.Elements);
}
