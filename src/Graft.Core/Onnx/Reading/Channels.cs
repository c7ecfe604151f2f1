using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading;

/// <summary>Networks from TensorFlow take (N, height, width, channels) and transpose at once; as a graph they take (N, channels, height, width) like all others.</summary>
internal static class Channels
{
    public static Graph First(Graph graph)
    {
        if (graph.Inputs is not [{ Type.Shape: { Rank: 4 } shape } input] || shape[3] is not (1 or 3 or 4) || shape[1] is 1 or 3 or 4 || graph.Outputs.Contains(input.Name))
        {
            return graph;
        }
        Node[] readers = [.. graph.Nodes.Where(node => node.Inputs.Contains(input.Name))];
        if (readers.Length == 0 || readers.Any(node => node.Op is not Transpose transpose || transpose.Order != [0, 3, 1, 2] || graph.Outputs.Contains(node.Output)))
        {
            return graph;
        }
        HashSet<string> transposed = new(readers.Select(node => node.Output), StringComparer.Ordinal);
        return graph with
        {
            Inputs = [input with { Type = input.Type with { Shape = [shape[0], shape[3], shape[1], shape[2]] } }],
            Nodes = [.. graph.Nodes.Where(node => !readers.Contains(node)).Select(node => node with { Inputs = [.. node.Inputs.Select(name => transposed.Contains(name) ? input.Name : name)] })],
        };
    }
}
