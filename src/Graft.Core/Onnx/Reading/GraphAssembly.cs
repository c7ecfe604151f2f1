using Graft.Graphs;

namespace Graft.Onnx.Reading;

/// <summary>Makes the graph from what was read: drops what no output needs, puts the weights into the file's order, adds what the metadata says.</summary>
internal static class GraphAssembly
{
    public static Graph Build(OnnxModel model, IReadOnlyList<GraphInput> inputs, IReadOnlyList<Node> nodes, IReadOnlyDictionary<string, Tensor> weights, IReadOnlyList<string> outputs)
    {
        HashSet<string> needed = new(outputs, StringComparer.Ordinal);
        List<Node> kept = [];
        foreach (Node node in nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains))
            {
                kept.Add(node);
                needed.UnionWith(node.Inputs);
            }
        }
        kept.Reverse();
        IEnumerable<KeyValuePair<string, Tensor>> ordered = model.Initializers.Keys.Where(weights.ContainsKey).Select(name => KeyValuePair.Create(name, weights[name]))
            .Concat(weights.Where(weight => !model.Initializers.ContainsKey(weight.Key))).Where(weight => needed.Contains(weight.Key));
        Graph graph = new()
        {
            Name = model.GraphName,
            Inputs = [.. inputs],
            Outputs = [.. outputs],
            Nodes = [.. kept],
            Weights = new(ordered),
        };
        HashSet<string> made = new(kept.SelectMany(node => node.Outputs), StringComparer.Ordinal);
        return Metadata.Apply(graph, model.Metadata, model.File, made.Contains);
    }
}
