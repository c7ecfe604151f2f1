using System.Globalization;
using Graft.Downloads;
using Graft.Imaging.Synthetic;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Cli.Quickstart;

/// <summary>Which pictures the tour draws and how it trains.</summary>
/// <param name="Pictures">The classes to learn.</param>
/// <param name="Training">How they are learned, with pretrained weights and without.</param>
internal sealed record TourPlan(SyntheticPictures Pictures, TourRecipe Training)
{
    /// <summary>The network of both trainings, and the weights that one of them begins with: those that come with Graft.</summary>
    public static PretrainedWeights Pretrained => DefaultNetwork.Embedded ?? throw new DownloadException("this build of Graft has no weights of its own, which the quickstart begins with. Build it from a whole copy of the repository");

    /// <summary>The tour that users see: within 45 s on two cores.</summary>
    /// <remarks>All layers and batch norms learn, on pictures of one size, in both trainings alike, so that the comparison is between starting points alone. A third of the training pictures are held out for the curve.</remarks>
    public static TourPlan Standard(long seed) => new(
        new(Concept.Target, TrainPerClass: 24, TestPerClass: 40) { Side = 112, Seed = seed },
        new(NamedRecipes.Scratch,
            ("training.length", "24 epochs"), ("training.evaluateEvery", "2 epochs"), ("training.rate", "0.003"), ("training.schedule.type", "onecycle"), ("training.schedule.warmup", "15%"),
            ("training.optimizer.type", "adamw"), ("training.optimizer.nesterov", "false"), ("training.labelSmoothing", "0"),
            ("model.resolution", "96"), ("augmentation.cropLow", "0.7"), ("data.validationFraction", "0.33"), ("run.samples", "0")));
}

/// <summary>A recipe of the tour: a named one with changes.</summary>
internal sealed record TourRecipe(string Base, params IReadOnlyList<(string Path, string Value)> Changes)
{
    /// <param name="weights">An identifier, or none.</param>
    public Recipe For(string model, string weights, long seed) => Recipe.Named(Base).With(
    [
        .. Changes.Select(change => new KeyValuePair<string, string>(change.Path, change.Value)),
        new("model.name", model),
        new("model.weights", weights),
        new("run.seed", seed.ToString(CultureInfo.InvariantCulture)),
    ]);
}
