using Graft.Models;

namespace Graft.Recipes;

/// <summary>The recipes that come with the program.</summary>
public static class NamedRecipes
{
    /// <summary>What <see cref="Planning.Planner"/> makes a recipe of when the network, the pictures and the machine are known.</summary>
    public const string Auto = "auto";

    public const string Finetune = "finetune";

    public const string Linear = "linear";

    public const string Scratch = "scratch";

    public const string Seed = "seed";

    public static IReadOnlyList<Recipe> All { get; } =
    [
        new() { Base = Auto },

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
            Model = new() { HeadInitialisation = HeadInitialisation.Kaiming, BatchNorm = BatchNormMode.Train, Freeze = Freeze.None },
            Training = new()
            {
                Head = HeadStart.None,
                Length = Duration.Epochs(60),
                Rate = 0.05,
                RateAtInput = 1,
                Schedule = new() { Type = ScheduleType.Cosine, Warmup = Duration.Percent(5), Start = 0.04, End = 0 },
                Resolution = TrainingSide.Full,
                Optimizer = new() { Nesterov = true, WeightDecay = 5e-4 },
            },
        },

        // The tutorial that this program grew from, its mistakes repaired: docs/seed.md compares the two line by line.
        new()
        {
            Base = Seed,
            Model = new()
            {
                Name = "vgg19",
                HeadDropout = 0.5,
                Freeze = Freeze.None,
                HeadInitialisation = HeadInitialisation.Glorot,
                ResizePolicy = ResizePolicy.CentreSquare,
                Resampling = Resampling.Area,
            },
            Training = new()
            {
                Head = HeadStart.None,
                Length = Duration.Epochs(20),
                // The tutorial's 64 pictures in four parts: the same gradient, as there is no batch norm, in less memory.
                Batch = 16,
                Accumulation = 4,
                Rate = 0.001,
                RateAtInput = 1,
                LabelSmoothing = 0,
                Schedule = new() { Type = ScheduleType.Polynomial, Power = 1, Warmup = Duration.Zero, End = 1e-4 },
                Resolution = TrainingSide.Full,
                Optimizer = new() { WeightDecay = 5e-4 },
                EvaluateEvery = Interval.Steps(500),
            },
            Augmentation = new() { Margin = 10 },
            Data = new() { ValidationBatch = 128 },
            Run = new() { LogEvery = Interval.Steps(10), SummaryEvery = Interval.Steps(30), KeepCheckpoints = 5 },
        },
    ];

    /// <summary>The recipe of a name, in any case; null when there is none.</summary>
    public static Recipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Base.Equals(name, StringComparison.OrdinalIgnoreCase));
}
