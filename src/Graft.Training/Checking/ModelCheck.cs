using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Training.Heads;

namespace Graft.Training.Checking;

/// <summary>What a pretrained network adds to a look through a data set: photos that are one for whoever sees what they show, and labels that contradict what they show. libtorch is not loaded.</summary>
public static class ModelCheck
{
    /// <summary>Cosine of two features, with the mean taken off, from which on two pictures show one photo: on food10 the pairs above it did, those below were other plates.</summary>
    public const float SamePhoto = 0.82f;

    /// <summary>Pictures that a class needs before its labels can be judged.</summary>
    private const int FewestPictures = 5;

    /// <summary>How often heads are fitted; after the third time hardly a doubt changes.</summary>
    private const int Rounds = 3;

    /// <summary>Adds findings to those of <see cref="DatasetCheck"/>.</summary>
    /// <param name="recipe">Which network, with which weights, and where features are kept.</param>
    /// <param name="progress">Told what is being done, and how many pictures of how many are.</param>
    /// <param name="note">Told something that a person should know.</param>
    /// <exception cref="GraftException">The network or its weights are not what they should be.</exception>
    /// <exception cref="OperationCanceledException">It was asked for.</exception>
    public static DatasetFindings Run(DatasetFindings found, Recipe recipe, Action<string, int, int>? progress = null, Action<string>? note = null, CancellationToken stop = default)
    {
        TransferNetwork network = TransferNetwork.Prepare(recipe.Model, [.. found.Classes], recipe.Run.Seed);
        foreach (string each in network.Notes)
        {
            note?.Invoke(each);
        }
        if (network.Graph.Provenance.ContainsKey("trained.data"))
        {
            note?.Invoke($"{recipe.Model.Name} was trained by Graft already; if it was on these pictures, it may have learned their wrong labels by heart and find none. The pretrained network is the better judge");
        }
        ImageItem[] items = [.. found.Pictures.Select(picture => picture.Item)];
        using FeatureCache cache = recipe.Data.Cache ? FeatureCache.OfUser() : FeatureCache.ForOneRun();
        using FeatureSet features = FeatureExtractor.Extract(network.Graph.SplitAt(network.Graph.Features!).Prefix, items, new()
        {
            Cache = cache,
            Precision = recipe.Data.CachePrecision,
            Threads = recipe.Run.Threads,
            UnreadableFraction = 1, // they are findings already
            Progress = (done, total) => progress?.Invoke("features", done, total),
            Note = note,
        }, stop);
        FeatureRows rows = FeatureRows.Of(features);
        found = found.With([.. NearFeatures.Pairs(rows, SamePhoto, stop: stop).Select(pair => new PicturePair(features.Pictures[pair.One], features.Pictures[pair.Other], pair.Cosine, $"features {100 * pair.Cosine:0} % alike"))]);
        int[] labels = [.. features.Pictures.Select(at => items[at].Label)];
        if (labels.CountBy(label => label).Count(row => row.Value >= FewestPictures) < 2)
        {
            note?.Invoke($"labels cannot be judged: two classes with {FewestPictures} pictures each are the least");
            return found;
        }
        return found.With(WrongLabels(found, rows, labels, [.. features.Pictures], recipe.Run.Seed, stop));
    }

    /// <remarks>Heads are fitted again without the pictures that the ones before doubt: a wrong label among those learned from teaches the wrong thing.</remarks>
    private static IEnumerable<Finding> WrongLabels(DatasetFindings found, FeatureRows rows, int[] labels, int[] pictures, long seed, CancellationToken stop)
    {
        int classes = found.Classes.Count;
        int[] groups = [.. pictures.Select(at => found.Pictures[at].Group)];
        IReadOnlyList<DoubtfulLabel> wrong = [];
        for (int round = 0; round < Rounds; round++)
        {
            HashSet<int> doubted = [.. wrong.Select(doubt => doubt.Picture)];
            wrong = ConfidentLearning.Find(CrossValidation.Probabilities(new(rows, labels), classes, groups, seed, doubted, stop), labels, classes);
        }
        int[] counts = [.. Enumerable.Range(0, classes).Select(label => labels.Count(each => each == label))];
        foreach (DoubtfulLabel doubt in wrong.Where(doubt => counts[labels[doubt.Picture]] >= FewestPictures))
        {
            CheckedPicture picture = found.Pictures[pictures[doubt.Picture]];
            string own = found.Classes[picture.Item.Label];
            yield return new(FindingKind.WrongLabel, Severity.Warning, picture.Item.Key, $"{SplitNames.Of(picture.Split)}, {own}",
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"looks like '{found.Classes[doubt.Likely]}' ({100 * doubt.Other:0} %), not like '{own}' ({100 * doubt.Own:0.#} %)"), Score: doubt.Doubt);
        }
    }
}
