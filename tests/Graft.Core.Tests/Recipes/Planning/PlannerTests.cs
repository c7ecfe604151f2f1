using Graft.Recipes;
using Graft.Recipes.Planning;

namespace Graft.Core.Tests.Recipes.Planning;

public sealed class PlannerTests
{
    private static readonly RunFacts MobileNetOnFood = new()
    {
        Classes = 10,
        Pictures = 1384,
        FewestPerClass = 130,
        IsPretrained = true,
        Parameters = 2_236_682,
        MultiplyAdds = 300_000_000,
        ActivationBytes = 42_000_000,
        Memory = 24_000_000_000,
        Cores = 2,
    };

    private static Plan Decide(RunFacts facts, params string[] settings)
    {
        KeyValuePair<string, string>[] given = [.. settings.Select(Recipe.ParseSetting)];
        return Planner.Decide(Recipe.Named(NamedRecipes.Auto).With(given), given.Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal), facts);
    }

    [Fact]
    public void On_the_pictures_that_the_defaults_were_found_on_the_plan_is_those_defaults_for_longer() =>
        Assert.Equal(Recipe.Named(NamedRecipes.Finetune).With([new("training.length", "12 epochs"), new("training.backOff", "true")]), Decide(MobileNetOnFood).Recipe);

    [Fact]
    public void A_network_that_has_seen_no_photo_learns_with_all_its_layers_at_a_high_rate()
    {
        Plan plan = Decide(MobileNetOnFood with { LearnedFromDrawings = true }, "training.rate=0.002");
        Assert.Equal((Freeze.None, BatchNormMode.Train, 0.002, 0.5, HeadStart.Probe),
            (plan.Recipe.Model.Freeze, plan.Recipe.Model.BatchNorm, plan.Recipe.Training.Rate, plan.Recipe.Training.RateAtInput, plan.Recipe.Training.Head));
        Assert.Contains("drawn pictures", plan.Reasons[0]);
        Assert.Equal(0.005, Decide(MobileNetOnFood with { LearnedFromDrawings = true }).Recipe.Training.Rate);
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(1384, 12)]
    [InlineData(75_750, 3)]
    public void Few_pictures_are_shown_often_and_many_a_few_times(int pictures, double epochs) =>
        Assert.Equal(Duration.Epochs(epochs), Decide(MobileNetOnFood with { Pictures = pictures }).Recipe.Training.Length);

    [Theory]
    [InlineData(null, "80%", "depth 50%", 12)]
    [InlineData(600.0, "100%", "depth 50%", 100)]
    [InlineData(120.0, "80%", "depth 50%", 100)]
    [InlineData(60.0, "80%", "depth 50%", 100)]
    [InlineData(30.0, "64%", "depth 50%", 100)]
    public void Pictures_are_made_smaller_where_time_is_short(double? budget, string side, string freeze, double epochs)
    {
        Recipe recipe = Decide(MobileNetOnFood with { Budget = budget is { } seconds ? TimeSpan.FromSeconds(seconds) : null }).Recipe;
        Assert.Equal((TrainingSide.Parse(side), Freeze.Parse(freeze), Duration.Epochs(epochs)), (recipe.Training.Resolution, recipe.Model.Freeze, recipe.Training.Length));
    }

    [Theory]
    [InlineData(120.0, 0.35, 0, 0.0)]
    [InlineData(600.0, 0.2, 2, 1.0)]
    public void Pictures_are_varied_more_where_time_allows_many_passes_over_them(double budget, double cropLow, int randAugment, double cutmix)
    {
        RunFacts facts = MobileNetOnFood with { Budget = TimeSpan.FromSeconds(budget) };
        AugmentationOptions augmentation = Decide(facts).Recipe.Augmentation;
        Assert.Equal((cropLow, randAugment, cutmix), (augmentation.CropLow, augmentation.RandAugment, augmentation.Cutmix));
        Assert.Equal(0.5, Decide(facts, "augmentation.cutmix=0.5").Recipe.Augmentation.Cutmix);
    }

    [Fact]
    public void What_is_given_stays_within_a_budget_too()
    {
        Recipe recipe = Decide(MobileNetOnFood with { Budget = TimeSpan.FromSeconds(30) }, "training.resolution=100%", "training.length=3 epochs").Recipe;
        Assert.Equal((TrainingSide.Full, Duration.Epochs(3)), (recipe.Training.Resolution, recipe.Training.Length));
        Assert.Equal(Freeze.Parse("depth 2"), Decide(MobileNetOnFood with { Budget = TimeSpan.FromHours(1) }, "model.freeze=depth 2").Recipe.Model.Freeze);
    }

    [Fact]
    public void With_a_handful_of_pictures_of_a_class_only_the_head_is_fitted()
    {
        Plan plan = Decide(MobileNetOnFood with { Pictures = 40, FewestPerClass = 4 });
        Assert.Equal(NamedRecipes.Linear, plan.Recipe.Base);
        Assert.Contains("only 4 pictures", plan.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_pretrained_weights_there_is_nothing_to_transfer() => Assert.Equal(NamedRecipes.Scratch, Decide(MobileNetOnFood with { IsPretrained = false }).Recipe.Base);

    [Fact]
    public void What_a_person_gives_stays()
    {
        Recipe recipe = Decide(MobileNetOnFood with { Pictures = 40, FewestPerClass = 2, Memory = 1_000_000_000 }, "training.length=2 epochs", "training.batch=64", "run.seed=7").Recipe;
        Assert.Equal((NamedRecipes.Finetune, Duration.Epochs(2), 64, 1, 7L), (recipe.Base, recipe.Training.Length, recipe.Training.Batch, recipe.Training.Accumulation, recipe.Run.Seed));
    }

    [Fact]
    public void A_batch_that_memory_does_not_hold_is_put_together_from_smaller_ones()
    {
        Plan plan = Decide(MobileNetOnFood with { Memory = 2_000_000_000 });
        Assert.Equal((8, 4), (plan.Recipe.Training.Batch, plan.Recipe.Training.Accumulation)); // 2 · 8 · 42 MB and 36 MB of weights are under 1.2 GB, twice the batch is not
        Assert.Contains("GB", plan.Reasons[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7_575, null, 2_000)] // a tenth of Food-101: enough is enough
    [InlineData(7_575, 600.0, 2_000)]
    [InlineData(7_575, 60.0, 400)] // 0.05 · 60 s · 2 cores · 66.7 pictures a second of 300 million multiply-adds
    [InlineData(7_575, 1.0, 100)]
    [InlineData(116, null, 116)]
    public void No_more_pictures_are_held_out_than_help_to_choose(int heldOut, double? budget, int expected)
    {
        Plan plan = Decide(MobileNetOnFood with { HeldOut = heldOut, Budget = budget is { } seconds ? TimeSpan.FromSeconds(seconds) : null });
        Assert.Equal(0.1 * expected / heldOut, plan.Recipe.Data.ValidationFraction, 1e-9);
        Assert.Equal(expected < heldOut, plan.Reasons.Any(reason => reason.Contains($"{expected} pictures held out", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_held_out_on_purpose_stays() => Assert.Equal(0.2, Decide(MobileNetOnFood with { HeldOut = 15_000 }, "data.validationFraction=0.2").Recipe.Data.ValidationFraction);

    [Fact]
    public void What_a_file_changes_counts_as_given() =>
        Assert.Equal(["training.batch", "run.seed"], Planner.Changed(Recipe.Parse("""{ "base": "auto", "training": { "batch": 8 }, "run": { "seed": 3 } }""")));
}
