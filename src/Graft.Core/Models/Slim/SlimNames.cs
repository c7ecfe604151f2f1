using Graft.Weights;

namespace Graft.Models;

/// <summary>How TF-Slim names the variables of its layers.</summary>
/// <remarks>
/// A layer in the scope S has <c>S/weights</c> (height, width, in, out) or <c>S/depthwise_weights</c> (height, width, channels, 1), <c>S/biases</c> where no batch norm follows, and <c>S/BatchNorm/beta</c>, <c>gamma</c>,
/// <c>moving_mean</c>, <c>moving_variance</c> where one does. A batch norm with a scope of its own has the last four there.
/// </remarks>
internal static class SlimNames
{
    private static readonly NameRule[] OfLayer =
    [
        (".bn.weight", "/BatchNorm/gamma"), (".bn.bias", "/BatchNorm/beta"), (".bn.running_mean", "/BatchNorm/moving_mean"), (".bn.running_var", "/BatchNorm/moving_variance"),
        (".weight", "/weights", WeightLayout.Hwio), (".weight", "/depthwise_weights", WeightLayout.Hwim), (".bias", "/biases"),
        (".weight", "/gamma"), (".bias", "/beta"), (".running_mean", "/moving_mean"), (".running_var", "/moving_variance"),
    ];

    /// <summary>What a checkpoint of a training holds beside the weights: counters, the optimizers' memories, the colour subtracted before the network, and heads that serve only training.</summary>
    public static IReadOnlyList<string> NoWeights { get; } =
    [
        "global_step", "*/mean_rgb", "*/AuxLogits/*", "beta1_power", "beta2_power", "*/Momentum", "*/RMSProp", "*/RMSProp_1", "*/Adam", "*/Adam_1", "*/Adagrad", "*/Ftrl", "*/Ftrl_1",
    ];

    /// <summary>The names of a network's variables.</summary>
    /// <param name="layers">From a layer's path in the graph to its scope in the file, both with gaps.</param>
    /// <remarks>Where a checkpoint holds a moving average of a variable, that is read: Slim's evaluation (<c>--moving_average_decay</c>) restores those, and the accuracies of MobileNet are theirs.</remarks>
    public static NameMap Of(params ReadOnlySpan<(string Path, string Scope)> layers)
    {
        List<NameRule> averaged = [], plain = [];
        foreach ((string path, string scope) in layers)
        {
            foreach (NameRule rule in OfLayer)
            {
                averaged.Add(new(path + rule.Graph, $"{scope}{rule.File}/ExponentialMovingAverage", rule.Layout));
                plain.Add(new(path + rule.Graph, scope + rule.File, rule.Layout));
            }
        }
        return NameMap.Of([.. averaged, .. plain]).Ignoring(NoWeights);
    }
}
