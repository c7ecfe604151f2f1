using Graft.Graphs;
using Graft.Imaging;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training.Native;
using Graft.Training.Optimizers;

namespace Graft.Training;

/// <summary>A step of the search: the rate it was taken at, and the loss before it.</summary>
/// <param name="Smoothed">The loss averaged over the steps so far, later ones counting more.</param>
public sealed record RateTrial(double Rate, double Loss, double Smoothed);

/// <summary>What the losses say about rates.</summary>
/// <param name="Trials">In the order of rising rates.</param>
/// <param name="Steepest">The rate at which the smoothed loss falls fastest; null where it hardly falls, as after a head was fitted.</param>
/// <param name="Rises">The rate from which on the smoothed loss is a quarter above its lowest; null where it never is.</param>
/// <param name="Diverged">Whether the loss rose out of bounds before the last rate was reached.</param>
public sealed record RateSearch(IReadOnlyList<RateTrial> Trials, double? Steepest, double? Rises, bool Diverged)
{
    private const double Fall = 0.95, Rise = 1.25;

    /// <summary>The most that a schedule should rise to: the steepest rate where there is one, otherwise a third of where the loss rises; null where the curve says nothing.</summary>
    public double? Suggested => Steepest ?? Rises / 3;

    /// <summary>Reads the trials.</summary>
    public static RateSearch Of(IReadOnlyList<RateTrial> trials, bool diverged)
    {
        // The average over the first steps is still settling.
        RateTrial[] settled = [.. trials.Skip(Math.Min(10, trials.Count / 5))];
        if (settled.Length < 5)
        {
            return new(trials, null, null, diverged);
        }
        RateTrial lowest = settled.MinBy(trial => trial.Smoothed)!;
        double? rises = settled.FirstOrDefault(trial => trial.Rate > lowest.Rate && trial.Smoothed > Rise * lowest.Smoothed)?.Rate;
        return new(trials, lowest.Smoothed < Fall * settled[0].Smoothed ? SteepestBefore(lowest, settled) : null, rises, diverged);
    }

    private static double SteepestBefore(RateTrial lowest, RateTrial[] settled)
    {
        (double steepest, double bestSlope) = (lowest.Rate, 0);
        for (int i = 1; i < settled.Length - 1 && settled[i].Rate <= lowest.Rate; i++)
        {
            double slope = (settled[i + 1].Smoothed - settled[i - 1].Smoothed) / Math.Log(settled[i + 1].Rate / settled[i - 1].Rate);
            if (slope < bestSlope)
            {
                (steepest, bestSlope) = (settled[i].Rate, slope);
            }
        }
        return steepest;
    }
}

/// <summary>Tries rising learning rates for a few steps each, to see from which on training learns and from which on it breaks.</summary>
/// <remarks>The range test of Smith 2017 (arXiv:1506.01186, section 3.3), with the exponential rise and the smoothing that Gugger described in 2018. Nothing is saved.</remarks>
public static class RateFinder
{
    private const double Smoothing = 0.9, GiveUpAt = 3;

    /// <summary>Runs the search from where the recipe's training would begin, its head fitted first.</summary>
    /// <param name="data">A folder of pictures or a CSV file.</param>
    /// <param name="low">The first rate.</param>
    /// <param name="high">The last one; the search ends before it where the loss is three times its lowest.</param>
    /// <param name="steps">Steps in all.</param>
    /// <exception cref="GraftException">The recipe, the data or the network is not what it should be.</exception>
    public static RateSearch Find(Recipe recipe, string data, double low = 1e-6, double high = 1, int steps = 100, ITrainingObserver? observer = null, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(low);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 10);
        LibTorch.EnsureLoaded();
        ImageDataset pictures = Trainer.Open(data, recipe.Validated());
        observer ??= new ObserverList([]);
        (Graph graph, _) = Trainer.FreshStart(recipe, pictures, observer, stop);
        TrainableWeights trainable = new(graph, recipe.Model.Freeze);
        using TorchGraph network = RecipeNetwork.Of(graph, trainable, recipe);
        using Optimizer optimizer = RecipeNetwork.OptimizerOf(network, graph, trainable, recipe);
        using TrainingStep step = new(network, optimizer, pictures, recipe);
        List<RateTrial> trials = [];
        double average = 0, lowest = double.PositiveInfinity;
        foreach (InputBatch[] batches in Endless(Trainer.Pictures(recipe, pictures, graph), stop).Chunk(recipe.Training.Accumulation).Take(steps))
        {
            double rate = low * Math.Pow(high / low, trials.Count / (steps - 1.0));
            StepOutcome outcome = step.Take(batches, rate, trials.Count);
            InputBatch.Dispose(batches);
            if (!double.IsFinite(outcome.Loss))
            {
                return RateSearch.Of(trials, diverged: true);
            }
            average = (Smoothing * average) + ((1 - Smoothing) * outcome.Loss);
            double smoothed = average / (1 - Math.Pow(Smoothing, trials.Count + 1));
            trials.Add(new(rate, outcome.Loss, smoothed));
            observer.On(new StepDone(trials.Count, 0, smoothed, rate, 0));
            lowest = Math.Min(lowest, smoothed);
            if (smoothed > GiveUpAt * lowest)
            {
                return RateSearch.Of(trials, diverged: true);
            }
            stop.ThrowIfCancellationRequested();
        }
        return RateSearch.Of(trials, diverged: false);
    }

    private static IEnumerable<InputBatch> Endless(PictureSource source, CancellationToken stop)
    {
        for (int epoch = 0; ; epoch++)
        {
            foreach (InputBatch batch in source.Epoch(epoch, 0, stop))
            {
                yield return batch;
            }
        }
    }
}
