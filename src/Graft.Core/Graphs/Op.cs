namespace Graft.Graphs;

/// <summary>An operation: what a node computes. One record for each ONNX operation that image networks need, in the canonical form of <c>docs/graph.md</c>: shape arguments are attributes, whichever way the file gave them.</summary>
public abstract record Op
{
    /// <summary>The operation's name in ONNX.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The input slots that hold what training may change (weight, scale, bias), when a graph weight is connected there.</summary>
    public virtual ValueList<int> ParameterSlots => [];

    /// <summary>The types of the outputs for inputs of these types.</summary>
    /// <exception cref="GraphException">The inputs do not fit the operation; the caller adds the node's name.</exception>
    public abstract ValueList<TensorType> Infer(OpInputs inputs);

    /// <summary>Multiplications with addition for one run on these shapes; 0 for operations where they are not the measure of work.</summary>
    public virtual long MultiplyAdds(OpInputs inputs, ValueList<TensorType> outputs) => 0;
}

/// <summary>What is known of a value before the graph runs.</summary>
public readonly record struct TensorType(ElementType Element, Shape Shape)
{
    public static TensorType Float(params ReadOnlySpan<long> sizes) => new(ElementType.Float32, Shape.Of(sizes));

    public override string ToString() => $"{Shape} {Element}";
}

/// <summary>The input types of one node; an optional input may be absent.</summary>
public readonly struct OpInputs(IReadOnlyList<TensorType?> types)
{
    public int Count => types.Count;

    public bool Has(int slot) => slot < types.Count && types[slot] is not null;

    public TensorType this[int slot] => Has(slot) ? types[slot]!.Value : throw new GraphException($"input {slot} is missing");

    /// <summary>The shape of an input that must have this many axes.</summary>
    public Shape Rank(int slot, int rank)
    {
        Shape shape = this[slot].Shape;
        return shape.Rank == rank ? shape : throw new GraphException($"input {slot} has shape {shape}, but {rank} axes are needed");
    }
}
