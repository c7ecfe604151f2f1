using System.Globalization;
using Graft.Imaging.Synthetic;
using Graft.Recipes;

namespace Graft.Cli.Quickstart;

/// <summary>How many pictures the tour draws and how it trains.</summary>
/// <param name="Source">The classes to learn from first.</param>
/// <param name="Target">The classes to transfer to.</param>
/// <param name="Pretraining">How the source classes are learned.</param>
/// <param name="Transfer">How the target classes are learned by the network that knows the source classes.</param>
/// <param name="Scratch">How they are learned by one that knows nothing.</param>
internal sealed record TourPlan(SyntheticPictures Source, SyntheticPictures Target, TourRecipe Pretraining, TourRecipe Transfer, TourRecipe Scratch)
{
    /// <summary>The network of all three trainings.</summary>
    public const string Network = "tiny";

    /// <summary>Pixels of a picture's sides; the network looks at 64 of them.</summary>
    private const int Side = 80;

    /// <summary>What all three trainings share. All layers and batch norms learn everywhere, on pictures of one size, so that the comparison is between starting points alone.</summary>
    private static readonly (string, string)[] Shared =
    [
        ("augmentation.cropLow", "0.7"), ("training.optimizer.type", "adamw"), ("training.optimizer.nesterov", "false"), ("training.schedule.type", "onecycle"),
        ("training.schedule.warmup", "15%"), ("training.labelSmoothing", "0"), ("model.batchNorm", "train"), ("model.freeze", "none"), ("training.resolution", "100%"), ("run.samples", "0"),
    ];

    /// <summary>The tour that users see: about a minute and a half on two cores.</summary>
    public static TourPlan Standard(long seed) => new(
        new(Concept.Source, TrainPerClass: 160, TestPerClass: 0) { Side = Side, Seed = seed },
        new(Concept.Target, TrainPerClass: 16, TestPerClass: 40) { Side = Side, Seed = seed },
        new(NamedRecipes.Scratch, [.. Shared, ("training.length", "10 epochs"), ("training.rate", "0.006"), ("data.validationFraction", "0.05"), ("training.evaluateEvery", "2 epochs")]),
        new(NamedRecipes.Finetune, [.. Shared, ("training.length", "30 epochs"), ("training.rate", "0.002"), ("data.validationFraction", "0")]),
        new(NamedRecipes.Scratch, [.. Shared, ("training.length", "30 epochs"), ("training.rate", "0.006"), ("data.validationFraction", "0")]));
}

/// <summary>A recipe of the tour: a named one with changes.</summary>
internal sealed record TourRecipe(string Base, params IReadOnlyList<(string Path, string Value)> Changes)
{
    public Recipe For(string model, long seed) => Recipe.Named(Base).With(
    [
        .. Changes.Select(change => new KeyValuePair<string, string>(change.Path, change.Value)),
        new("model.name", model),
        new("run.seed", seed.ToString(CultureInfo.InvariantCulture)),
    ]);
}
