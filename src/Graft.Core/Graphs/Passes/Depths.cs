using System.Collections.Immutable;
using Graft.Graphs.Ops;

namespace Graft.Graphs;

/// <summary>How far each parameter is from the picture.</summary>
public static class Depths
{
    extension(Graph graph)
    {
        /// <summary>Each parameter's depth: 0 for the layer nearest the picture, 1 for the head, in even steps between.</summary>
        /// <remarks>
        /// A layer is a convolution or dense layer, counted along the longest way from the picture; norms and biases share the depth of the layer before them.
        /// Depth orders freezing and learning rates that fall towards the picture. A graph with a single layer has depth 1 throughout.
        /// </remarks>
        public ImmutableSortedDictionary<string, double> ParameterDepths()
        {
            HashSet<string> parameters = [.. graph.Parameters];
            Dictionary<string, int> levels = new(StringComparer.Ordinal);
            Dictionary<string, int> found = new(StringComparer.Ordinal);
            ILookup<string, string> behind = ParametersBehind(graph, parameters);
            foreach (Node node in graph.Nodes.Where(node => !behind.Contains(node.Output)))
            {
                int level = node.Inputs.Select(input => levels.GetValueOrDefault(input)).Max() + (IsLayer(graph, node) ? 1 : 0);
                foreach (string output in node.Outputs)
                {
                    levels[output] = level;
                }
                foreach (string parameter in node.Inputs.SelectMany(input => parameters.Contains(input) ? [input] : behind[input]))
                {
                    found.TryAdd(parameter, Math.Max(1, level));
                }
            }
            int deepest = found.Count == 0 ? 1 : found.Values.Max();
            return found.ToImmutableSortedDictionary(pair => pair.Key, pair => deepest == 1 ? 1 : (pair.Value - 1.0) / (deepest - 1), StringComparer.Ordinal);
        }
    }

    /// <summary>The parameters that a value is made of, where it is made of weights alone: a table of position biases stands as deep as the layer that adds what was looked up in it.</summary>
    private static ILookup<string, string> ParametersBehind(Graph graph, HashSet<string> parameters)
    {
        List<(string Value, string Parameter)> behind = [];
        HashSet<string> constants = [.. graph.Weights.Names];
        foreach (Node node in graph.Nodes.Where(node => node.Inputs.All(input => input.Length == 0 || constants.Contains(input))))
        {
            constants.UnionWith(node.Outputs);
            string[] read = [.. node.Inputs.SelectMany(input => parameters.Contains(input) ? [input] : behind.Where(pair => pair.Value == input).Select(pair => pair.Parameter).ToArray())];
            behind.AddRange(from output in node.Outputs from parameter in read.Distinct() select (output, parameter));
        }
        return behind.ToLookup(pair => pair.Value, pair => pair.Parameter, StringComparer.Ordinal);
    }

    private static bool IsLayer(Graph graph, Node node) => node.Op is Conv or Gemm or MatMul && node.Inputs.Any(graph.Weights.Contains);
}
