namespace Graft.Recipes;

/// <summary>The recipes that come with the program.</summary>
public static class NamedRecipes
{
    public const string Finetune = "finetune";

    public const string Linear = "linear";

    public const string Scratch = "scratch";

    public static IReadOnlyList<Recipe> All { get; } =
    [
        // Every default is the best found for a MobileNetV2 with ImageNet weights on 150 pictures of each of ten classes of food: docs/recipes.md gives the figures.
        new() { Base = Finetune },

        new()
        {
            Base = Linear,
            Model = new() { Freeze = Freeze.TheBackbone },
            Training = new() { Head = HeadStart.Probe, Length = Duration.Epochs(0), LabelSmoothing = 0 },
            Augmentation = new() { CropLow = 1, Flip = 0 },
        },

        new()
        {
            Base = Scratch,
            Model = new() { HeadInitialisation = HeadInitialisation.Kaiming, BatchNorm = BatchNormMode.Train },
            Training = new()
            {
                Head = HeadStart.None,
                Length = Duration.Epochs(60),
                Rate = 0.05,
                RateAtInput = 1,
                Schedule = new() { Type = ScheduleType.Cosine, Warmup = Duration.Percent(5), Start = 0.04, End = 0 },
                Optimizer = new() { Nesterov = true, WeightDecay = 5e-4 },
            },
        },
    ];

    /// <summary>The recipe of a name, in any case; null when there is none.</summary>
    public static Recipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Base.Equals(name, StringComparison.OrdinalIgnoreCase));
}
