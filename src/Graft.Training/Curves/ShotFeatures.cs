using System.Numerics.Tensors;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Training.Heads;

namespace Graft.Training.Curves;

/// <summary>Features of the pictures that heads are fitted to and measured on.</summary>
internal sealed class ShotFeatures : IDisposable
{
    private readonly FeatureCache cache;
    private readonly FeatureSet learned, measured;
    private readonly IReadOnlyList<ImageItem> training, test;
    private readonly Dictionary<int, int> rows;
    private readonly Recipe recipe;
    private readonly int classes;

    private ShotFeatures(FeatureCache cache, FeatureSet learned, FeatureSet measured, IReadOnlyList<int> used, IReadOnlyList<ImageItem> training, IReadOnlyList<ImageItem> test, Recipe recipe, int classes)
    {
        (this.cache, this.learned, this.measured, this.training, this.test, this.recipe, this.classes) = (cache, learned, measured, training, test, recipe, classes);
        rows = learned.Pictures.Index().ToDictionary(pair => used[pair.Item], pair => pair.Index);
    }

    /// <summary>Pictures of the measured split that could be decoded, by their positions.</summary>
    public IReadOnlyList<int> Measured => measured.Pictures;

    /// <summary>Computes features, or takes them from the cache.</summary>
    /// <param name="used">Positions of the training pictures that are in any draw; no others are looked at.</param>
    public static ShotFeatures Of(CurveModel model, ImageDataset data, IReadOnlyList<int> used, Split split, CurveRequest request, bool says, CancellationToken stop)
    {
        Recipe recipe = model.Recipe;
        TransferNetwork network = TransferNetwork.Prepare(recipe.Model, data.Labels, recipe.Run.Seed);
        foreach (string each in says ? network.Notes : [])
        {
            request.Note?.Invoke(each);
        }
        if (network.Graph.Provenance.ContainsKey("trained.data"))
        {
            request.Note?.Invoke($"{model.Name} was trained by Graft already; if it was on these pictures, its features know them all, and its accuracy with few of them is too good to be true");
        }
        Graph backbone = network.Graph.SplitAt(network.Graph.Features!).Prefix;
        IReadOnlyList<ImageItem> training = data.Items(Split.Train), test = data.Items(split);
        ImageItem[] learn = [.. used.Select(at => training[at])];
        FeatureCache cache = recipe.Data.Cache ? FeatureCache.OfUser() : FeatureCache.ForOneRun();
        int before = 0;
        FeatureRequest seen = new()
        {
            Cache = cache,
            Augmentation = recipe.Augmentation,
            Seed = recipe.Run.Seed,
            Precision = recipe.Data.CachePrecision,
            Threads = recipe.Run.Threads,
            UnreadableFraction = recipe.Data.UnreadableFraction,
            Progress = (done, _) => request.Progress?.Invoke($"features of {model.Name}", before + done, learn.Length + test.Count),
            Note = request.Note,
        };
        FeatureSet? learned = null;
        try
        {
            learned = FeatureExtractor.Extract(backbone, learn, seen with { RandomViews = recipe.Data.Views }, stop);
            before = learn.Length;
            FeatureSet measured = FeatureExtractor.Extract(backbone, test, seen, stop);
            foreach (string bad in new[] { learned.BadSummary, measured.BadSummary }.OfType<string>().Where(_ => says))
            {
                request.Note?.Invoke(bad);
            }
            return new(cache, learned, measured, used, training, test, recipe, data.Classes.Count);
        }
        catch
        {
            learned?.Dispose();
            cache.Dispose();
            throw;
        }
    }

    /// <summary>Fits a head to some of the training pictures as <c>graft train --recipe linear</c> would, and says which pictures it names right.</summary>
    /// <param name="drawn">Positions of training pictures; those that cannot be decoded are passed over.</param>
    /// <returns>1 or 0 for each of <see cref="Measured"/>.</returns>
    public float[] Right(int[] drawn)
    {
        int views = learned.Views;
        int[] pictures = [.. drawn.Where(rows.ContainsKey)];
        int[] labels = [.. pictures.SelectMany(at => Enumerable.Repeat(training[at].Label, views))];
        int[] counts = new int[classes];
        Array.ForEach(pictures, at => counts[training[at].Label]++);
        float[] weights = recipe.Training.ClassWeights.For(counts);
        FeatureRows chosen = FeatureRows.Of(learned).Choose([.. pictures.SelectMany(at => Enumerable.Range(rows[at] * views, views))]);
        LinearHead head = LinearProbe.Fit(new(chosen, labels, views), classes, recipe.Run.Seed, weights.Length == 0 ? null : weights);
        float[] right = new float[measured.Pictures.Count];
        Parallel.For(0, right.Length, new() { MaxDegreeOfParallelism = PhysicalCores.Count }, () => (Values: new float[measured.Width], Logits: new float[classes]), (picture, _, room) =>
        {
            measured.Read(picture, view: 0, room.Values);
            for (int label = 0; label < classes; label++)
            {
                room.Logits[label] = TensorPrimitives.Dot<float>(room.Values, head.Weight.AsSpan(label * measured.Width, measured.Width)) + head.Bias[label];
            }
            right[picture] = TensorPrimitives.IndexOfMax<float>(room.Logits) == test[measured.Pictures[picture]].Label ? 1 : 0;
            return room;
        }, _ => { });
        return right;
    }

    public void Dispose()
    {
        learned.Dispose();
        measured.Dispose();
        cache.Dispose();
    }
}
