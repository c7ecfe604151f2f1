using Graft.Graphs;

namespace Graft.Weights;

/// <summary>One load: which tensor of the file becomes which weight of the graph.</summary>
internal sealed class WeightLoad
{
    private const string Versions = "weights stand in the file in several versions";

    private readonly Graph graph;
    private readonly WeightFile file;
    private readonly NameMap names;
    private readonly HeadWeights head;
    private readonly HashSet<Node> headNodes;
    private readonly List<LoadedWeight> loaded = [];
    private readonly List<ReshapedWeight> reshaped = [];
    private readonly List<NewWeight> drawn = [];
    private readonly List<ImpliedWeight> implied = [];
    private readonly HashSet<string> passedOver = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];

    public WeightLoad(Graph graph, WeightFile file, NameMap? names, HeadWeights head)
    {
        (this.graph, this.file, this.head, headNodes) = (graph, file, head, graph.HeadNodes());
        this.names = ForFile(names ?? NameMap.AnyPrefix);
        if (file.Metadata.TryGetValue("state dict", out string? part))
        {
            notes.Insert(0, $"the state dict is the checkpoint's entry '{part}'");
        }
    }

    /// <summary>The graph's weights that change.</summary>
    /// <exception cref="WeightFileException">A weight that is needed is missing or has another shape.</exception>
    public Dictionary<string, Tensor> Run()
    {
        Dictionary<string, Tensor> changes = new(StringComparer.Ordinal);
        Dictionary<string, WeightMatch> matches = graph.Weights.Names.ToDictionary(name => name, name => WeightMatch.Find(graph, file, names, name), StringComparer.Ordinal);
        HashSet<string> optional = new(StringComparer.Ordinal), needed = new(StringComparer.Ordinal);
        foreach ((Node node, string[] weights) in graph.LearnedWeights())
        {
            (headNodes.Contains(node) && head != HeadWeights.Required ? optional : needed).UnionWith(weights);
        }
        LoadFaults.ThrowIfAny(graph, file, [.. needed.Select(name => matches[name])], name => names.Ignores(name), [.. matches.Values.Where(match => match.Source is not null && match.Fits).Select(match => match.Source!)], head);
        DrawHead(matches, needed);
        foreach (WeightMatch match in matches.Values.Where(match => match.Fits && !drawn.Exists(weight => weight.Name == match.Name)))
        {
            Take(match, changes);
        }
        return changes;
    }

    public LoadReport Report() => new()
    {
        File = file.Path,
        Format = file.Format,
        Model = graph.Name,
        Loaded = loaded,
        Reshaped = reshaped,
        New = drawn,
        Implied = implied,
        Unused = [.. file.Tensors.Where(pair => !used.Contains(pair.Key) && !IsIgnored(pair.Key)).Select(pair => new UnusedTensor(pair.Key, pair.Value.Shape))],
        Ignored = [.. file.Tensors.Names.Where(IsIgnored)],
        Notes = notes,
    };

    private bool IsIgnored(string name) => names.Ignores(name) || (passedOver.Contains(name) && !used.Contains(name));

    // A layer of the head is loaded whole or not at all: a bias of the old task beside a weight of the new one would be neither.
    private void DrawHead(Dictionary<string, WeightMatch> matches, HashSet<string> needed)
    {
        foreach ((Node node, string[] weights) in graph.LearnedWeights().Where(pair => headNodes.Contains(pair.Node) && head != HeadWeights.Required))
        {
            string[] own = [.. weights.Where(name => !needed.Contains(name))];
            if (head != HeadWeights.New && own.All(name => matches[name].Fits))
            {
                continue;
            }
            foreach (WeightMatch match in own.Select(name => matches[name]).Where(match => !drawn.Exists(weight => weight.Name == match.Name)))
            {
                string reason = head == HeadWeights.New ? "a new head was asked for" : match.Fits ? "its layer is new"
                    : match.Tensor is { } tensor ? $"{tensor.Shape} in the file" : "not in the file";
                drawn.Add(new(match.Name, match.Shape, reason));
            }
        }
    }

    private void Take(WeightMatch match, Dictionary<string, Tensor> changes)
    {
        changes[match.Name] = match.Fitted!;
        if (match.Implied is { } value)
        {
            implied.Add(new(match.Name, match.Shape, value));
            return;
        }
        used.Add(match.Source!);
        passedOver.UnionWith(match.Others);
        if (match.Others.Count > 0 && !notes.Exists(note => note.StartsWith(Versions, StringComparison.Ordinal)))
        {
            notes.Add($"{Versions}: '{match.Source}' is taken, and '{match.Others[0]}' is not");
        }
        if (match.Stored!.Shape == match.Shape && match.Layout is null)
        {
            loaded.Add(new(match.Name, match.Source!, match.Shape));
        }
        else
        {
            reshaped.Add(new(match.Name, match.Source!, match.Stored.Shape, match.Shape));
        }
        string note = $"numbers are stored as {match.Stored.Type} and converted to {match.Fitted!.Type}";
        if (match.Stored.Type != match.Fitted.Type && !notes.Contains(note))
        {
            notes.Add(note);
        }
    }

    private NameMap ForFile(NameMap map)
    {
        try
        {
            NameMap names = map.For(graph.Weights.Names, file.Tensors.Names, out string prefix);
            if (prefix.Length > 0)
            {
                notes.Add($"names stand in the file behind the prefix '{prefix}'");
            }
            return names;
        }
        catch (WeightFileException error)
        {
            throw new WeightFileException($"{file.Path}: {error.Message}", error);
        }
    }
}
