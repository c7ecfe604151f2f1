using Graft.Graphs;

namespace Graft.Onnx.Reading;

/// <summary>Tells whether a network that was exported for one batch size runs with others.</summary>
internal static class BatchSizes
{
    /// <summary>Whether two and three pictures give outputs for two and three, with all else alike.</summary>
    public static bool Carries(Graph graph)
    {
        try
        {
            return Sizes(graph, 2).Zip(Sizes(graph, 3)).All(pair => pair.First[0] == 2 && pair.Second[0] == 3 && pair.First.Skip(1).SequenceEqual(pair.Second.Skip(1)));
        }
        catch (GraphException)
        {
            return false;
        }
    }

    private static IEnumerable<Shape> Sizes(Graph graph, long batch)
    {
        var types = graph.InferShapes(graph.Inputs.Select(input => input with { Type = input.Type with { Shape = input.Type.Shape is { Rank: 4 } shape ? shape.With(0, batch) : input.Type.Shape } }));
        return graph.Outputs.Select(output => types[output].Shape is { Rank: > 0 } shape ? shape : throw new GraphException("an output has no batch"));
    }
}
