using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training;

/// <summary>What a recipe says about features.</summary>
internal static class FeatureRequests
{
    /// <summary>The view that evaluation sees, as the recipe wants it kept and the run wants to hear of it.</summary>
    public static FeatureRequest Of(Recipe recipe, FeatureCache cache, ITrainingObserver observer) => new()
    {
        Cache = cache,
        Augmentation = recipe.Augmentation,
        Seed = recipe.Run.Seed,
        Precision = recipe.Data.CachePrecision,
        Threads = recipe.Run.Threads,
        UnreadableFraction = recipe.Data.UnreadableFraction,
        Progress = (done, total) => observer.On(new FeaturesMeasured(done, total)),
        Note = note => observer.On(new Warning(note)),
    };
}
