using Graft.Graphs;
using Graft.Recipes;

namespace Graft.Training;

/// <summary>Which weights of a network are trained, and at what share of the rate.</summary>
public sealed class TrainableWeights
{
    private readonly Dictionary<string, int> blocks;
    private readonly HashSet<string> backbone;
    private readonly Freeze freeze;
    private readonly int last;

    public TrainableWeights(Graph graph, Freeze freeze)
    {
        this.freeze = freeze;
        var depths = graph.ParameterDepths();
        double[] levels = [.. depths.Values.Distinct().Order()];
        blocks = depths.ToDictionary(pair => pair.Key, pair => Array.BinarySearch(levels, pair.Value), StringComparer.Ordinal);
        last = levels.Length - 1;
        backbone = graph.Features is { } features ? [.. (graph with { Outputs = [features] }).WithoutUnused().Weights.Names] : [];
        if (graph.Parameters.FirstOrDefault(Contains) is null)
        {
            throw new TrainingException($"model.freeze '{freeze}' leaves nothing of '{graph.Name}' to train. Freeze less");
        }
    }

    /// <summary>Whether training changes a weight.</summary>
    public bool Contains(string name) => blocks.TryGetValue(name, out int block) && !freeze.Holds(name, block, InHead(name));

    /// <summary>Layers between a weight and the output; 0 for the head.</summary>
    public int BlocksAbove(string name) => last - blocks[name];

    private bool InHead(string name) => !backbone.Contains(name);
}
