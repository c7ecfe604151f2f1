using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Weights;

/// <summary>Which weights of a graph a file must bring, and which of them belong to the head.</summary>
internal static class WeightRoles
{
    extension(Graph graph)
    {
        /// <summary>The learned weights of each node: what training changes, and the running statistics of batch norms. Constants, such as the 3 of a hard swish, are left out.</summary>
        public IEnumerable<(Node Node, string[] Weights)> LearnedWeights() => graph.Nodes
            .Select(node => (node, SlotsOf(node.Op).Where(slot => slot < node.Inputs.Count).Select(slot => node.Inputs[slot]).Where(name => IsLearned(graph, name)).ToArray()))
            .Where(pair => pair.Item2.Length > 0);

        /// <summary>Nodes that the features do not depend on; none where the graph does not say what its features are.</summary>
        public HashSet<Node> HeadNodes()
        {
            HashSet<Node> head = [.. graph.Nodes];
            if (graph.Features is not { } features)
            {
                return [];
            }
            HashSet<string> needed = [features];
            foreach (Node node in graph.Nodes.Reverse().Where(node => node.Outputs.Any(needed.Contains)))
            {
                head.Remove(node);
                needed.UnionWith(node.Inputs);
            }
            return head;
        }
    }

    private static IEnumerable<int> SlotsOf(Op op) => op is BatchNormalization ? [.. op.ParameterSlots, 3, 4] : op.ParameterSlots;

    private static bool IsLearned(Graph graph, string name) => graph.Weights.TryGet(name, out Tensor? tensor) && tensor.Type.IsFloat && tensor.Shape.Rank > 0;
}
