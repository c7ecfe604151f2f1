using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training;

/// <summary>The frozen beginning of a network, run once over all pictures so that only the rest has to be run while training.</summary>
internal sealed class FrozenPrefix : IDisposable
{
    private const int MeasuredAtOnce = 16;

    private readonly Graph whole;
    private readonly ImageDataset data;
    private readonly FeatureCache cache;
    private readonly FeatureSet training;
    private readonly FeatureSet? validation;

    private FrozenPrefix(Graph whole, Graph suffix, ImageDataset data, FeatureCache cache, FeatureSet training, FeatureSet? validation)
    {
        (this.whole, Suffix, this.data, this.cache, this.training, this.validation) = (whole, suffix, data, cache, training, validation);
    }

    /// <summary>The rest of the network, from cached features to logits.</summary>
    public Graph Suffix { get; }

    /// <summary>Runs the beginning of a network, where all it sees is known beforehand and the cache has room for what it makes; null where not.</summary>
    public static FrozenPrefix? Of(Graph graph, TrainableWeights trainable, Recipe recipe, ImageDataset data, ITrainingObserver observer, CancellationToken stop)
    {
        // Fresh views each epoch cannot be kept; on another device the whole network is as fast; the mistakes of 2018 are made as they were.
        if (!recipe.Data.Cache || recipe.Run.Device != "cpu" || recipe.Compat != new CompatOptions() || !recipe.Training.Resolution.IsFull || (recipe.Data.Views == 0 && !recipe.Augmentation.IsNone()))
        {
            return null;
        }
        GraphSplit split = graph.SplitBeforeTrainable(trainable.Contains);
        if (split.Prefix.Weights.Count == 0)
        {
            return null;
        }
        FeatureCache cache = FeatureCache.OfUser();
        FeatureRequest seen = FeatureRequests.Of(recipe, cache, observer) with { Crop = recipe.Data.Views == 0, RandomViews = recipe.Data.Views };
        IReadOnlyList<ImageItem> pictures = data.Items(Split.Train), held = data.Items(Split.Validation);
        long bytes = FeatureExtractor.BytesFor(split.Prefix, pictures.Count, seen) + FeatureExtractor.BytesFor(split.Prefix, held.Count, seen with { Crop = true, RandomViews = 0 });
        if (bytes > cache.Limit)
        {
            observer.On(new Warning($"the frozen part makes {bytes / 1e9:0.0} GB of these pictures, more than the {cache.Limit / 1e9:0.0} GB that the cache may hold, so it runs anew in each epoch. {FeatureCache.LimitVariable} sets another bound"));
            return null;
        }
        FeatureSet training = FeatureExtractor.Extract(split.Prefix, pictures, seen, stop);
        try
        {
            return new(graph, split.Suffix, data, cache, training, held.Count == 0 ? null : FeatureExtractor.Extract(split.Prefix, held, seen with { Crop = true, RandomViews = 0 }, stop));
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }

    /// <summary>The training pictures' features, in batches.</summary>
    public IInputSource Source(Recipe recipe) =>
        new FeatureSource(data.Items(Split.Train), training, Math.Min(recipe.Training.Batch, data.Items(Split.Train).Count), recipe.Data.DropLast, recipe.Run.Seed);

    /// <summary>The whole network with the weights of a trained rest.</summary>
    public Graph Whole(Graph suffix) => whole with { Weights = whole.Weights.With(suffix.Weights) };

    /// <summary>Measures a trained rest on the features of the validation pictures.</summary>
    public ClassificationReport Measure(Graph suffix)
    {
        FeatureSet features = validation ?? throw new InvalidOperationException("there is nothing to measure on");
        IReadOnlyList<ImageItem> items = data.Items(Split.Validation);
        using OnnxSession session = new(suffix);
        ClassificationTally tally = new(suffix.Labels);
        float[] input = new float[MeasuredAtOnce * features.Width];
        foreach (int[] pictures in Enumerable.Range(0, features.Pictures.Count).Chunk(MeasuredAtOnce))
        {
            for (int i = 0; i < pictures.Length; i++)
            {
                features.Read(pictures[i], view: 0, input.AsSpan(i * features.Width));
            }
            ReadOnlySpan<float> logits = session.Run(input.AsMemory(0, pictures.Length * features.Width), Shape.Of([pictures.Length, .. features.RowShape]));
            tally.Add(logits, [.. pictures.Select(picture => items[features.Pictures[picture]].Label)]);
        }
        return tally.Report();
    }

    public void Dispose()
    {
        training.Dispose();
        validation?.Dispose();
        cache.Dispose();
    }
}
