using Graft.Recipes;
using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>An exponential moving average of the weights, which often generalises better than the last ones.</summary>
/// <remarks>Polyak and Juditsky 1992; how fast the past is forgotten is <see cref="EmaOptions.DecayAt"/>.</remarks>
public sealed class MovingAverage : IDisposable
{
    private readonly Dictionary<string, Tensor> averages = new(StringComparer.Ordinal);
    private readonly EmaOptions options;

    /// <param name="weights">Weights and running statistics by name; the averages begin as copies.</param>
    public MovingAverage(IEnumerable<(string Name, Tensor Weight)> weights, EmaOptions options)
    {
        this.options = options;
        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor weight) in weights)
        {
            averages[name] = weight.detach().clone().DetachFromDisposeScope();
        }
    }

    public IReadOnlyDictionary<string, Tensor> Averages => averages;

    /// <summary>Moves the averages towards the weights as they are after step number <paramref name="step"/> (from 0).</summary>
    public void Update(Func<string, Tensor> weightOf, long step)
    {
        double kept = options.DecayAt(step);
        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor average) in averages)
        {
            average.mul_(kept).add_(weightOf(name), 1 - kept);
        }
    }

    public void Restore(string name, Tensor value)
    {
        using IDisposable noGradient = no_grad();
        averages[name].copy_(value);
    }

    public void Dispose()
    {
        foreach (Tensor average in averages.Values)
        {
            average.Dispose();
        }
        averages.Clear();
    }
}
