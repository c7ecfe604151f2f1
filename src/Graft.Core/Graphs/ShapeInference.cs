using System.Collections.Frozen;

namespace Graft.Graphs;

/// <summary>Works out the type of every value of a graph before it runs.</summary>
public static class ShapeInference
{
    extension(Graph graph)
    {
        /// <summary>The types of all values, inputs and weights by name; the batch stays dynamic where the input says so.</summary>
        /// <exception cref="GraphException">A node's inputs do not fit it; the message names the node.</exception>
        public FrozenDictionary<string, TensorType> InferShapes() => graph.InferShapes(graph.Inputs);

        /// <summary>The same for inputs of other sizes, such as a fixed batch or a larger picture.</summary>
        public FrozenDictionary<string, TensorType> InferShapes(IEnumerable<GraphInput> inputs)
        {
            Dictionary<string, TensorType> types = graph.Weights.ToDictionary(weight => weight.Key, weight => new TensorType(weight.Value.Type, weight.Value.Shape), StringComparer.Ordinal);
            foreach (GraphInput input in inputs)
            {
                types[input.Name] = input.Type;
            }
            foreach (Node node in graph.Nodes)
            {
                foreach ((string name, TensorType type) in node.Outputs.Zip(InferNode(node, types)))
                {
                    types[name] = type;
                }
            }
            return graph.Outputs.FirstOrDefault(output => !types.ContainsKey(output)) is { } missing
                ? throw new GraphException($"the output '{missing}' of '{graph.Name}' is made by no node")
                : types.ToFrozenDictionary(StringComparer.Ordinal);
        }

        /// <summary>Whether square pictures of another side give outputs of the same shape, as behind a global pool; not so where a dense layer counts on places.</summary>
        public bool TakesSide(int side)
        {
            try
            {
                // A batch of two: a dynamic one would take up what a fixed reshape has too much of.
                GraphInput[] usual = [.. graph.Inputs.Select(input => input with { Type = input.Type with { Shape = input.Type.Shape.With(0, 2) } })];
                (FrozenDictionary<string, TensorType> before, FrozenDictionary<string, TensorType> after) =
                    (graph.InferShapes(usual), graph.InferShapes(usual.Select(input => input with { Type = input.Type with { Shape = input.Type.Shape.With(2, side).With(3, side) } })));
                return graph.Outputs.All(output => before[output] == after[output]);
            }
            catch (GraphException)
            {
                return false;
            }
        }
    }

    internal static OpInputs InputsOf(Node node, IReadOnlyDictionary<string, TensorType> types) =>
        new([.. node.Inputs.Select(name => name.Length == 0 ? (TensorType?)null
            : types.TryGetValue(name, out TensorType type) ? type
            : throw new GraphException($"node '{node.Name}' ({node.Op.Name}) reads '{name}', which nothing before it makes"))]);

    internal static ValueList<TensorType> InferNode(Node node, IReadOnlyDictionary<string, TensorType> types)
    {
        OpInputs inputs = InputsOf(node, types);
        try
        {
            return node.Op.Infer(inputs);
        }
        catch (Exception error) when (error is GraphException or ArgumentException or IndexOutOfRangeException or OverflowException or InvalidOperationException)
        {
            throw new GraphException($"node '{node.Name}' ({node.Op.Name}): {error.Message}", error);
        }
    }
}
