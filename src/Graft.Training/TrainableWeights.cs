using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Recipes;

namespace Graft.Training;

/// <summary>Which weights of a network are trained, and at what share of the rate.</summary>
public sealed class TrainableWeights
{
    private readonly Dictionary<string, int> blocks;
    private readonly HashSet<string> backbone;
    private readonly Freeze freeze;
    private readonly ImmutableSortedDictionary<string, double> depths;

    public TrainableWeights(Graph graph, Freeze freeze)
    {
        this.freeze = freeze;
        depths = graph.ParameterDepths();
        double[] levels = [.. depths.Values.Distinct().Order()];
        blocks = depths.ToDictionary(pair => pair.Key, pair => Array.BinarySearch(levels, pair.Value), StringComparer.Ordinal);
        backbone = graph.Features is { } features ? [.. (graph with { Outputs = [features] }).WithoutUnused().Weights.Names] : [];
        if (freeze.FirstUnused(graph.Parameters) is { } unused)
        {
            throw new TrainingException($"model.freeze: no weight of '{graph.Name}' is called '{unused}'; its first is '{graph.Parameters.First()}'. Write 'backbone', 'depth 3' or patterns with * and ? of names that 'graft inspect' shows");
        }
        if (graph.Parameters.FirstOrDefault(Contains) is null)
        {
            throw new TrainingException($"model.freeze '{freeze}' leaves nothing of '{graph.Name}' to train. Freeze less");
        }
    }

    /// <summary>Whether training changes a weight.</summary>
    public bool Contains(string name) => blocks.TryGetValue(name, out int block) && !freeze.Holds(name, block, depths[name], InHead(name));

    /// <summary>How near the output a weight is: 0 for the layer nearest the picture, 1 for the head.</summary>
    public double DepthOf(string name) => depths[name];

    private bool InHead(string name) => !backbone.Contains(name);
}
