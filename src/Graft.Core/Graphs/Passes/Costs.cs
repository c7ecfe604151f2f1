using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Graft.Graphs;

/// <summary>What one node costs for one picture.</summary>
/// <param name="Shape">The shape of its main output for one picture.</param>
/// <param name="Parameters">Numbers that training may change and that no node before it reads.</param>
/// <param name="Buffers">Other numbers of its weights, such as running statistics, that no node before it reads.</param>
/// <param name="MultiplyAdds">Multiplications with addition in convolutions and matrix products.</param>
/// <param name="ActivationBytes">Bytes of its outputs.</param>
public sealed record NodeCost(Node Node, Shape Shape, long Parameters, long Buffers, long MultiplyAdds, long ActivationBytes);

/// <summary>What a graph costs for one picture, node by node and in all.</summary>
public sealed record GraphCost(ImmutableArray<NodeCost> Nodes)
{
    /// <summary>Numbers that training may change.</summary>
    public long Parameters => Nodes.Sum(node => node.Parameters);

    /// <summary>Numbers kept with the weights that training does not change by gradient, such as running statistics.</summary>
    public long Buffers => Nodes.Sum(node => node.Buffers);

    /// <summary>Multiplications with addition in convolutions and matrix products; what torchvision lists as FLOPS.</summary>
    public long MultiplyAdds => Nodes.Sum(node => node.MultiplyAdds);

    /// <summary>Bytes of all values made on the way: about what a training step keeps for the gradient.</summary>
    public long ActivationBytes => Nodes.Sum(node => node.ActivationBytes);
}

/// <summary>Counts parameters, multiply-adds and activations.</summary>
public static class Costs
{
    extension(Graph graph)
    {
        /// <summary>The cost for one picture of the size that the inputs state.</summary>
        /// <exception cref="GraphException">The graph's shapes do not fit, or a size other than the batch is dynamic.</exception>
        public GraphCost Cost() => graph.Cost(graph.Inputs.Select(input => input.Type.Shape));

        /// <summary>The cost for one picture, the inputs having these shapes; a dynamic first size counts as 1.</summary>
        public GraphCost Cost(IEnumerable<Shape> inputs)
        {
            FrozenDictionary<string, TensorType> types = graph.InferShapes(
                graph.Inputs.Zip(inputs, (input, shape) => input with { Type = input.Type with { Shape = shape.Rank > 0 && shape[0] == Shape.Dynamic ? shape.With(0, 1) : shape } }));
            HashSet<string> trainable = [.. graph.Parameters], seen = new(StringComparer.Ordinal);
            return new([.. graph.Nodes.Select(node => CostOf(graph, node, types, trainable, seen))]);
        }
    }

    private static NodeCost CostOf(Graph graph, Node node, FrozenDictionary<string, TensorType> types, HashSet<string> trainable, HashSet<string> seen)
    {
        (long parameters, long buffers) = (0, 0);
        foreach (string name in node.Inputs.Where(name => graph.Weights.Contains(name) && seen.Add(name)))
        {
            long count = types[name].Shape.Elements;
            _ = trainable.Contains(name) ? parameters += count : buffers += count;
        }
        ValueList<TensorType> outputs = [.. node.Outputs.Select(output => types[output])];
        return new(node, outputs[0].Shape, parameters, buffers,
            node.Op.MultiplyAdds(ShapeInference.InputsOf(node, types), outputs),
            outputs.Sum(output => output.Shape.Elements * output.Element.Size));
    }
}
