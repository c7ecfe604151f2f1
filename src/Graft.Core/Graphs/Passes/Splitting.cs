using System.Collections.Frozen;
using Graft.Graphs.Ops;

namespace Graft.Graphs;

/// <summary>A network cut in two at one value: the prefix makes it, the suffix reads it as its input of the same name.</summary>
/// <param name="Prefix">From the picture to the value; without nodes where the value is the picture itself.</param>
/// <param name="Suffix">From the value to the output; without nodes where the value is the output itself.</param>
public sealed record GraphSplit(Graph Prefix, Graph Suffix)
{
    /// <summary>The value that passes from one to the other.</summary>
    public string Value => Prefix.Output;
}

/// <summary>Cuts a network in two, so that a frozen beginning runs once per picture and only the rest is trained.</summary>
public static class Splitting
{
    extension(Graph graph)
    {
        /// <summary>Cuts the graph at a value that everything behind it depends on alone.</summary>
        /// <exception cref="GraphException">There is no such value, or something behind it reads another value from before it.</exception>
        public GraphSplit SplitAt(string value)
        {
            if (graph.Producer(value) is null && value != graph.Input.Name)
            {
                throw new GraphException($"'{graph.Name}' cannot be cut at '{value}': no node makes a value of that name");
            }
            FrozenDictionary<string, TensorType> types = graph.InferShapes();
            Graph prefix = (graph with { Outputs = [value], Labels = [] }).WithoutUnused();
            HashSet<string> before = [graph.Input.Name, .. prefix.Nodes.SelectMany(node => node.Outputs)];
            bool featuresBefore = graph.Features is { } features && before.Contains(features);
            HashSet<string> constants = Constants(graph);
            Graph suffix = (graph with
            {
                Inputs = [new(value, types[value])],
                Nodes = [.. graph.Nodes.Where(node => !node.Outputs.Contains(value) && (constants.Contains(node.Output) || !before.Contains(node.Output)))],
                Preprocessing = null,
            }).WithoutUnused();
            before.ExceptWith(constants);
            before.Remove(value);
            return suffix.Nodes.FirstOrDefault(node => node.Inputs.Any(before.Contains)) is { } reader
                ? throw new GraphException($"'{graph.Name}' cannot be cut at '{value}': node '{reader.Name}' behind it also reads '{reader.Inputs.First(before.Contains)}' from before it")
                : new(featuresBefore ? prefix : prefix with { Features = null }, featuresBefore && graph.Features != value ? suffix with { Features = null } : suffix);
        }

        /// <summary>The values at which the graph can be cut, from the picture to the output: all that follows such a value depends on it alone.</summary>
        public IReadOnlyList<string> CutValues()
        {
            Graph useful = graph.WithoutUnused();
            HashSet<string> constants = Constants(useful);
            Node[] nodes = [.. useful.Nodes.Where(node => !constants.Contains(node.Output))];
            return [.. Cuts(useful, nodes, nodes.Length)];
        }

        /// <summary>Cuts the graph as late as possible before the first weight that is trained.</summary>
        /// <param name="isTrainable">Whether training changes the weight of a name.</param>
        /// <remarks>
        /// The cut is a single value on which all that follows depends; inside a residual block or between branches there is none, so the whole block goes to the suffix.
        /// A dropout with only trained layers behind it is part of training and goes to the suffix too; one among frozen layers does nothing, as frozen layers run as in inference.
        /// Where nothing can be frozen the prefix has no nodes, and where nothing is trained the suffix has none.
        /// </remarks>
        public GraphSplit SplitBeforeTrainable(Func<string, bool> isTrainable)
        {
            Graph useful = graph.WithoutUnused();
            HashSet<string> constants = Constants(useful);
            Node[] nodes = [.. useful.Nodes.Where(node => !constants.Contains(node.Output))];
            int first = FirstTrained(useful, nodes, constants, isTrainable);
            for (int at = first - 1; at >= 0 && !ReadsWeights(useful, nodes[at], constants); at--)
            {
                first = nodes[at].Op is Dropout ? at : first;
            }
            string[] cuts = [.. Cuts(useful, nodes, first)];
            return graph.SplitAt(cuts.Length > 0 ? cuts[^1] : graph.Input.Name);
        }
    }

    /// <summary>The values, in order, that lie before node <paramref name="end"/> and on every way from the input to the output.</summary>
    /// <remarks>In any order that can run, such a value is the only one made so far that is still to be read.</remarks>
    private static IEnumerable<string> Cuts(Graph graph, Node[] nodes, int end)
    {
        Dictionary<string, int> lastUse = new(StringComparer.Ordinal);
        for (int at = 0; at < nodes.Length; at++)
        {
            foreach (string input in nodes[at].Inputs)
            {
                lastUse[input] = at;
            }
        }
        foreach (string output in graph.Outputs)
        {
            lastUse[output] = int.MaxValue;
        }
        HashSet<string> live = [graph.Input.Name];
        for (int at = 0; at < end; at++)
        {
            live.UnionWith(nodes[at].Outputs);
            live.RemoveWhere(value => lastUse.GetValueOrDefault(value, -1) <= at);
            if (live.Count == 1)
            {
                yield return live.First();
            }
        }
    }

    private static int FirstTrained(Graph graph, Node[] nodes, HashSet<string> constants, Func<string, bool> isTrainable)
    {
        HashSet<string> trained = [.. graph.Weights.Names.Where(isTrainable)];
        foreach (Node node in graph.Nodes.Where(node => constants.Contains(node.Output) && node.Inputs.Any(trained.Contains)))
        {
            trained.UnionWith(node.Outputs);
        }
        int first = Array.FindIndex(nodes, node => node.Inputs.Any(trained.Contains));
        return first < 0 ? nodes.Length : first;
    }

    private static bool ReadsWeights(Graph graph, Node node, HashSet<string> constants) => node.Inputs.Any(input => graph.Weights.Contains(input) || constants.Contains(input));

    /// <summary>Values made from weights alone.</summary>
    private static HashSet<string> Constants(Graph graph)
    {
        HashSet<string> constants = new(StringComparer.Ordinal);
        foreach (Node node in graph.Nodes.Where(node => node.Inputs.All(input => input.Length == 0 || graph.Weights.Contains(input) || constants.Contains(input))))
        {
            constants.UnionWith(node.Outputs);
        }
        return constants;
    }
}
