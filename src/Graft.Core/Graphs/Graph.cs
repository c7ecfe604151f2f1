using System.Collections.Immutable;

namespace Graft.Graphs;

/// <summary>A model as data: an ordered list of nodes, the weights they read, and what a user of the model must know. Its file format is ONNX.</summary>
/// <remarks>Immutable: passes return a new graph and share the weights. Nodes stand in an order in which they can run.</remarks>
public sealed record Graph
{
    public required string Name { get; init; }

    public required ValueList<GraphInput> Inputs { get; init; }

    /// <summary>Names of the values that leave the graph; for a classifier, the logits (N, classes).</summary>
    public required ValueList<string> Outputs { get; init; }

    public required ValueList<Node> Nodes { get; init; }

    /// <summary>Weights by name, in the order in which they were declared.</summary>
    public required WeightTable Weights { get; init; }

    /// <summary>The value that the backbone makes and the head reads; null where nobody has said so yet.</summary>
    public string? Features { get; init; }

    /// <summary>Class names in the order of the logits; empty where unknown.</summary>
    public ValueList<string> Labels { get; init; }

    /// <summary>What turns a photo into the input; null where unknown.</summary>
    public Models.Preprocessing? Preprocessing { get; init; }

    /// <summary>Where the model comes from: free key and value pairs, kept in the file's metadata.</summary>
    public ImmutableSortedDictionary<string, string> Provenance { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The one picture input.</summary>
    /// <exception cref="GraphException">The graph has several inputs or none.</exception>
    public GraphInput Input => Inputs.Count == 1 ? Inputs[0] : throw new GraphException($"'{Name}' has {Inputs.Count} inputs; an image classifier has one");

    /// <summary>The one output.</summary>
    /// <exception cref="GraphException">The graph has several outputs or none.</exception>
    public string Output => Outputs.Count == 1 ? Outputs[0] : throw new GraphException($"'{Name}' has {Outputs.Count} outputs; a classifier has one");

    /// <summary>The node that makes a value; null for inputs and weights.</summary>
    public Node? Producer(string value) => Nodes.FirstOrDefault(node => node.Outputs.Contains(value));

    /// <summary>Names of the weights that training may change, in the order of their first use: float weights in a parameter slot with more than one value or more than no axis.</summary>
    public ImmutableArray<string> Parameters =>
    [
        .. Nodes.SelectMany(node => node.Op.ParameterSlots.Where(slot => slot < node.Inputs.Count).Select(slot => node.Inputs[slot]))
            .Where(name => Weights.TryGet(name, out Tensor? tensor) && tensor.Type.IsFloat && tensor.Shape.Rank > 0).Distinct(),
    ];

    public bool Equals(Graph? other) => other is not null
        && Name == other.Name && Inputs == other.Inputs && Outputs == other.Outputs && Nodes == other.Nodes && Features == other.Features && Labels == other.Labels
        && Preprocessing == other.Preprocessing && Provenance.SequenceEqual(other.Provenance) && Weights.Equals(other.Weights);

    public override int GetHashCode() => HashCode.Combine(Name, Nodes, Outputs);
}
