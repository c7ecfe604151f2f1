using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Training;

/// <summary>One step of a plan: a node, where its operands stand, and what may be let go once it has run.</summary>
/// <param name="Inputs">Places of the inputs in the value table; −1 for an optional input left out.</param>
/// <param name="Norm">The batch norm that is folded into this convolution; its own node has no step.</param>
/// <param name="NormInputs">Places of the folded norm's scale, bias, mean and variance.</param>
/// <param name="Release">Places of the values that nothing later reads.</param>
/// <param name="Overwrites">Whether input 0 may be overwritten: nothing else reads it, not even the gradient of the node that made it.</param>
internal sealed record PlanStep(Node Node, int[] Inputs, int[] Outputs, BatchNormalization? Norm, int[] NormInputs, int[] Release, bool Overwrites);

/// <summary>The order of a graph's execution with every value's last use, worked out once.</summary>
internal sealed class ExecutionPlan
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <param name="foldNorm">Whether a batch norm runs on its fixed statistics, so that it may be folded into the convolution before it.</param>
    public ExecutionPlan(Graph graph, Func<Node, bool> foldNorm)
    {
        foreach (string name in graph.Inputs.Select(input => input.Name).Concat(graph.Weights.Names).Concat(graph.Nodes.SelectMany(node => node.Outputs)))
        {
            places.TryAdd(name, places.Count);
        }
        ILookup<string, Node> readers = graph.Nodes.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node, StringComparer.Ordinal);
        Dictionary<string, Node> producers = graph.Nodes.SelectMany(node => node.Outputs.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
        Dictionary<Node, Node> folded = new(ReferenceEqualityComparer.Instance);
        foreach (Node node in graph.Nodes)
        {
            if (node.Op is Conv && !graph.Outputs.Contains(node.Output) && readers[node.Output].ToList() is [{ Op: BatchNormalization } norm] && foldNorm(norm) && norm.Inputs[0] == node.Output)
            {
                folded[norm] = node;
            }
        }
        Dictionary<Node, Node> norms = new(folded.Select(pair => KeyValuePair.Create(pair.Value, pair.Key)), ReferenceEqualityComparer.Instance);

        List<(Node Node, Node? Norm)> order = [.. graph.Nodes.Where(node => !folded.ContainsKey(node)).Select(node => (node, norms.GetValueOrDefault(node)))];
        Dictionary<int, int> lastUse = [];
        for (int i = 0; i < order.Count; i++)
        {
            (Node node, Node? norm) = order[i];
            foreach (string name in node.Inputs.Concat(norm?.Outputs ?? node.Outputs).Where(name => name.Length > 0))
            {
                lastUse[places[name]] = i;
            }
        }
        HashSet<int> kept = [.. graph.Weights.Names.Concat(graph.Outputs).Concat(graph.Inputs.Select(input => input.Name)).Select(name => places[name])];
        ILookup<int, int> released = lastUse.Where(use => !kept.Contains(use.Key)).ToLookup(use => use.Value, use => use.Key);
        Steps =
        [
            .. order.Select((pair, i) => new PlanStep(
                pair.Node,
                [.. pair.Node.Inputs.Select(name => name.Length == 0 ? -1 : places[name])],
                [.. (pair.Norm?.Outputs ?? pair.Node.Outputs).Select(name => places[name])],
                (BatchNormalization?)pair.Norm?.Op,
                [.. (pair.Norm?.Inputs.Skip(1) ?? []).Select(name => places[name])],
                [.. released[i]],
                pair.Node.Inputs.Count > 0 && MayOverwrite(graph, pair.Node.Inputs[0], readers, producers))),
        ];
    }

    public IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>The size of the value table.</summary>
    public int Places => places.Count;

    public int PlaceOf(string name) => places[name];

    /// <summary>Whether nobody needs a value but its one reader: no output, and the gradient of its producer does not look at it again.</summary>
    private static bool MayOverwrite(Graph graph, string value, ILookup<string, Node> readers, Dictionary<string, Node> producers) =>
        producers.TryGetValue(value, out Node? producer)
        && producer.Op is Conv or Gemm or MatMul or BatchNormalization or Add or Sub or Concat or AveragePool
        && !graph.Outputs.Contains(value) && readers[value].Count() == 1;
}
