namespace Graft.Onnx.Reading;

/// <summary>Puts nodes into an order in which they can run. The standard asks for one; some tools do not keep to it.</summary>
internal static class NodeOrder
{
    /// <exception cref="OnnxException">Nodes wait for each other in a circle.</exception>
    public static IReadOnlyList<OnnxNode> Sort(OnnxModel model)
    {
        List<OnnxNode> nodes = model.Nodes;
        Dictionary<string, int> producers = new(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Outputs.Where(output => output.Length > 0))
            {
                producers[output] = i;
            }
        }
        var waits = new int[nodes.Count];
        var readers = new List<int>?[nodes.Count];
        PriorityQueue<int, int> ready = new();
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Inputs)
            {
                if (producers.TryGetValue(input, out int producer))
                {
                    waits[i]++;
                    (readers[producer] ??= []).Add(i);
                }
            }
            if (waits[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }
        List<OnnxNode> sorted = new(nodes.Count);
        while (ready.TryDequeue(out int next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (int reader in readers[next] ?? [])
            {
                if (--waits[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }
        return sorted.Count == nodes.Count ? sorted
            : throw new OnnxException($"{model.File}: the nodes wait for each other in a circle, among them '{nodes[Array.FindIndex(waits, wait => wait > 0)].Name}'. A model must run from its inputs to its outputs; export it again.");
    }
}
