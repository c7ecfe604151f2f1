namespace Graft.Graphs;

/// <summary>Leaves out what no output needs.</summary>
public static class Pruning
{
    extension(Graph graph)
    {
        /// <summary>The same graph without nodes that no output depends on and without weights that no node reads.</summary>
        public Graph WithoutUnused()
        {
            HashSet<string> needed = new(graph.Outputs, StringComparer.Ordinal);
            List<Node> kept = [];
            foreach (Node node in graph.Nodes.Reverse().Where(node => node.Outputs.Any(needed.Contains)))
            {
                kept.Add(node);
                needed.UnionWith(node.Inputs);
            }
            kept.Reverse();
            return graph with { Nodes = [.. kept], Weights = graph.Weights.Where(needed.Contains) };
        }

        /// <summary>The name, or the name with a number behind it where a value, weight, node or input has it already.</summary>
        internal string Unused(string name)
        {
            HashSet<string> taken = new(graph.Weights.Names.Concat(graph.Inputs.Select(input => input.Name)).Concat(graph.Nodes.SelectMany(node => node.Outputs.Append(node.Name))), StringComparer.Ordinal);
            return taken.Contains(name) ? Enumerable.Range(1, int.MaxValue).Select(again => $"{name}_{again}").First(free => !taken.Contains(free)) : name;
        }
    }
}
