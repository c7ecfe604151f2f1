using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Recipes;

namespace Graft.Training.Optimizers;

/// <summary>Makes the optimizer that a recipe asks for.</summary>
public static class OptimizerFactory
{
    /// <param name="rateFactor">The share of the rate for each weight.</param>
    public static Optimizer Create(OptimizerOptions options, Graph graph, TorchGraph network, Func<string, double> rateFactor)
    {
        HashSet<string> spared = options.DecayBiasesAndNorms ? [] : [.. Spared(graph)];
        OptimizedWeight[] weights = [.. network.Parameters.Select(name => new OptimizedWeight(name, network[name], rateFactor(name), !spared.Contains(name)))];
        return options.Type switch
        {
            OptimizerType.Sgd => new Sgd(weights, options.Momentum, options.Nesterov, options.WeightDecay),
            OptimizerType.Adam => new Adam(weights, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay),
            _ => new Adam(weights, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay, decoupled: true),
        };
    }

    /// <summary>Biases, the scales and shifts of norms, and tokens and tables of places: what decay would only distort.</summary>
    private static IEnumerable<string> Spared(Graph graph) => graph.Nodes.SelectMany(node => node.Op switch
    {
        BatchNormalization or InstanceNormalization or LayerNormalization or PRelu or Add or Mul or Expand or Take => node.Op.ParameterSlots.Where(slot => slot < node.Inputs.Count).Select(slot => node.Inputs[slot]),
        Conv or Gemm => node.Inputs.Skip(2),
        _ => [],
    });
}
