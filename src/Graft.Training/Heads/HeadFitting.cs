using System.Diagnostics;
using System.Numerics.Tensors;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training.Heads;

/// <summary>A new head brought to convergence, on features of the unchanged backbone, before anything else moves.</summary>
internal sealed class HeadFitting : IDisposable
{
    private readonly Graph before;
    private readonly FeatureCache cache;
    private readonly FeatureSet features;
    private readonly IReadOnlyList<ImageItem> items;
    private readonly int fitted;

    private HeadFitting(Graph before, FeatureCache cache, FeatureSet features, IReadOnlyList<ImageItem> items, int fitted, LinearHead head)
    {
        (this.before, this.cache, this.features, this.items, this.fitted, Head) = (before, cache, features, items, fitted, head);
    }

    public LinearHead Head { get; }

    /// <summary>The network with the head.</summary>
    public Graph Graph => With(Head);

    /// <summary>Computes features, or takes them from the cache, and fits the head.</summary>
    /// <param name="pictures">Pictures to fit to; where the budget is short, some of them.</param>
    /// <param name="held">Others, to measure on.</param>
    /// <param name="randomViews">Random views of each picture to fit to besides the one that evaluation sees.</param>
    public static HeadFitting Fit(Graph graph, IReadOnlyList<ImageItem> pictures, IReadOnlyList<ImageItem> held, int classes, Recipe recipe, Budget? budget, ITrainingObserver observer, CancellationToken stop, int randomViews = 0)
    {
        long start = Stopwatch.GetTimestamp();
        FeatureCache cache = recipe.Data.Cache ? FeatureCache.OfUser() : FeatureCache.ForOneRun();
        Graph backbone = graph.SplitAt(graph.Features!).Prefix;
        FeatureRequest request = FeatureRequests.Of(recipe, cache, observer) with { RandomViews = randomViews };
        IReadOnlyList<ImageItem> chosen = HeadPictures.Within(budget, pictures, recipe.Run.Seed, few => FeatureExtractor.Extract(backbone, few, request, stop).Dispose(), observer);
        IReadOnlyList<ImageItem> items = [.. chosen, .. held];
        FeatureSet features = FeatureExtractor.Extract(backbone, items, request, stop);
        if (features.BadSummary is { } bad)
        {
            observer.On(new Warning(bad));
        }
        int rows = features.Pictures.Count(at => at < chosen.Count);
        int[] labels = [.. features.Pictures.Take(rows).SelectMany(at => Enumerable.Repeat(items[at].Label, features.Views))];
        float[] weights = recipe.Training.ClassWeights.For([.. labels.CountBy(label => label).Aggregate(new int[classes], Count)]);
        LinearHead head = LinearProbe.Fit(new(FeatureRows.Of(features), labels, features.Views), classes, recipe.Run.Seed, weights.Length == 0 ? null : weights);
        observer.On(new HeadProbed(rows, head.Iterations, head.Loss, head.Accuracy, Stopwatch.GetElapsedTime(start).TotalSeconds));
        return new(graph, cache, features, items, chosen.Count, head);

        static int[] Count(int[] counts, KeyValuePair<int, int> label)
        {
            counts[label.Key] = label.Value;
            return counts;
        }
    }

    /// <summary>Numbers of a network's head.</summary>
    public static long ParametersOf(Graph graph) => graph.Nodes[^1].Inputs.Skip(1).Sum(name => graph.Weights[name].Shape.Elements);

    /// <summary>The network with a head of this kind.</summary>
    public Graph With(LinearHead head)
    {
        Node dense = before.Nodes[^1];
        return before with
        {
            Weights = before.Weights.With(
            [
                new(dense.Inputs[1], Weight.Of([head.Bias.Length, features.Width], head.Weight)),
                new(dense.Inputs[2], Weight.Of([head.Bias.Length], head.Bias)),
            ]),
        };
    }

    /// <summary>Measures a head on the pictures that were held out.</summary>
    public ClassificationReport Measure(LinearHead head, IReadOnlyList<string> labels, IReadOnlyList<ImageItem> held)
    {
        ClassificationTally tally = new(labels);
        float[] values = new float[features.Width], logits = new float[labels.Count];
        for (int picture = 0; picture < features.Pictures.Count; picture++)
        {
            int at = features.Pictures[picture] - fitted;
            if (at >= 0)
            {
                Apply(head, picture, values, logits);
                tally.Add(logits, [held[at].Label]);
            }
        }
        return tally.Report();
    }

    /// <summary>What the head says of the pictures that were held out, with their features.</summary>
    public ClassifierOutcomes Held() => Outcomes([.. Enumerable.Range(0, features.Pictures.Count).Where(picture => features.Pictures[picture] >= fitted)]);

    /// <summary>The same of some of those that it was fitted to.</summary>
    public ClassifierOutcomes Seen()
    {
        int[] seen = [.. features.Pictures.Where(at => at < fitted).Select(at => items[at].Label)];
        return Outcomes(Reliability.Some(seen, Head.Bias.Length));
    }

    private ClassifierOutcomes Outcomes(int[] pictures)
    {
        int classes = Head.Bias.Length;
        float[] values = new float[pictures.Length * features.Width], logits = new float[pictures.Length * classes];
        for (int row = 0; row < pictures.Length; row++)
        {
            Apply(Head, pictures[row], values.AsSpan(row * features.Width, features.Width), logits.AsSpan(row * classes, classes));
        }
        return new(new(logits, [.. pictures.Select(picture => items[features.Pictures[picture]].Label)]), values);
    }

    private void Apply(LinearHead head, int picture, Span<float> values, Span<float> logits)
    {
        features.Read(picture, view: 0, values);
        for (int label = 0; label < logits.Length; label++)
        {
            logits[label] = TensorPrimitives.Dot<float>(values, head.Weight.AsSpan(label * features.Width, features.Width)) + head.Bias[label];
        }
    }

    public void Dispose()
    {
        features.Dispose();
        cache.Dispose();
    }
}
