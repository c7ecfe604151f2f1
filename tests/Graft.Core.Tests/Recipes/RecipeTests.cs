using Graft.Core.Tests.Runs;
using Graft.Recipes;
using Graft.Recipes.Options;

namespace Graft.Core.Tests.Recipes;

public class RecipeTests
{
    public static TheoryData<string> Names => ["finetune", "linear", "scratch", "seed"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_named_recipe_is_read_back_equal(string name)
    {
        Recipe recipe = Recipe.Named(name) with { Model = Recipe.Named(name).Model with { Name = "vgg_19", Weights = "a file \"of\" weights.pth" } };
        Assert.Equal(recipe, Recipe.Parse(recipe.ToJson()));
        Assert.Equal(recipe, recipe.Validated());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_that_gives_only_its_base_is_that_recipe(string name) =>
        Assert.Equal(Recipe.Named(name), Recipe.Parse($$"""{ "base": "{{name}}" }"""));

    [Fact]
    public void Finetune_is_the_recipe_whose_figures_the_documentation_gives()
    {
        Recipe recipe = Recipe.Named("finetune");
        Assert.Equal(Duration.Epochs(6), recipe.Training.Length);
        Assert.Equal((32, 0.0006, 0.1), (recipe.Training.Batch, recipe.Training.Rate, recipe.Training.LabelSmoothing));
        Assert.Equal((ScheduleType.OneCycle, Duration.Percent(10)), (recipe.Training.Schedule.Type, recipe.Training.Schedule.Warmup));
        Assert.Equal((OptimizerType.AdamW, 0.01, TrainingSide.Percent(80)), (recipe.Training.Optimizer.Type, recipe.Training.Optimizer.WeightDecay, recipe.Training.Resolution));
        Assert.Equal((HeadStart.Probe, BatchNormMode.Frozen), (recipe.Training.Head, recipe.Model.BatchNorm));
        Assert.Equal((0.35, 1.0), (recipe.Augmentation.CropLow, recipe.Augmentation.CropHigh));
    }

    [Fact]
    public void Comments_trailing_commas_and_bare_types_are_allowed()
    {
        Recipe recipe = Recipe.Parse("""
            {
              // what I changed
              "training": { "rate": 0.01, "schedule": "cosine", "optimizer": { "type": "adamw", "momentum": 0, }, "clipNorm": 1 },
              "model": { "freeze": ["features.0.*", "features.1.*"], "resolution": null },
            }
            """);
        Assert.Equal((0.01, ScheduleType.Cosine, OptimizerType.AdamW, 1.0), (recipe.Training.Rate, recipe.Training.Schedule.Type, recipe.Training.Optimizer.Type, recipe.Training.ClipNorm));
        Assert.Equal(Freeze.Names("features.0.*", "features.1.*"), recipe.Model.Freeze);
        Assert.Equal(32, recipe.Training.Batch);
    }

    [Theory]
    [InlineData("training.length", "500 steps")]
    [InlineData("training.batch", "64")]
    [InlineData("training.rate", "0.05")]
    [InlineData("training.schedule.type", "linear")]
    [InlineData("training.optimizer.weightDecay", "0.05")]
    [InlineData("training.classWeights", "1, 2.5")]
    [InlineData("training.clipNorm", "none")]
    [InlineData("training.earlyStopping.patience", "3")]
    [InlineData("run.seed", "-7")]
    [InlineData("run.checkpointEvery", "500 steps")]
    [InlineData("data.loaderThreads", "8")]
    [InlineData("augmentation.flip", "0")]
    [InlineData("model.name", "vgg_19")]
    [InlineData("model.freeze", "depth 3")]
    [InlineData("model.batchNorm", "train")]
    public void Every_path_of_the_contract_can_be_set(string path, string value)
    {
        Recipe recipe = new Recipe().With(path, value);
        Assert.Equal(value, OptionTree.Root.Options.Single(option => option.Path == path).ValueIn(recipe));
        Assert.Equal(recipe, Recipe.Parse(recipe.ToJson()));
    }

    [Fact]
    public void A_section_is_set_by_its_type_or_by_json()
    {
        Assert.Equal(ScheduleType.Cosine, new Recipe().With("training.schedule", "cosine").Training.Schedule.Type);
        Assert.Equal(OptimizerType.AdamW, new Recipe().With("training.optimizer", "adamw").Training.Optimizer.Type);
        ScheduleOptions schedule = new Recipe().With("training.schedule", """{ "type": "step", "every": "2 epochs" }""").Training.Schedule;
        Assert.Equal((ScheduleType.Step, Duration.Epochs(2)), (schedule.Type, schedule.Every));
    }

    [Fact]
    public void Rules_between_options_are_checked_once_all_are_set()
    {
        Recipe nesterov = Recipe.Named("scratch").With("training.optimizer.nesterov", "true");
        KeyValuePair<string, string>[] both = [Recipe.ParseSetting("training.optimizer = adam"), Recipe.ParseSetting("training.optimizer.nesterov=false")];
        Assert.Equal(OptimizerType.Adam, nesterov.With(both).Training.Optimizer.Type);
        Assert.Throws<RecipeException>(() => nesterov.With("training.optimizer", "adam"));
    }

    [Fact]
    public void A_recipe_is_saved_and_loaded_by_name_or_file()
    {
        using ScratchFolder scratch = new();
        Recipe recipe = Recipe.Named("scratch").With("run.seed", "5");
        recipe.Save(scratch.At("mine.json"));
        Assert.Equal(recipe, Recipe.Load(scratch.At("mine.json")));
        Assert.Equal(recipe, Recipe.Open(scratch.At("mine.json")));
        Assert.Equal(Recipe.Named("linear"), Recipe.Open("Linear"));
    }

    [Fact]
    public void A_recipe_describes_itself()
    {
        Recipe recipe = Recipe.Named("finetune").With([new("model.name", "mobilenet_v2"), new("model.weights", "w.pth"), new("training.ema.decay", "0.99")]);
        Assert.Equal("""
            mobilenet_v2 from w.pth; the head first, to convergence; then all but the first 50 % of the layers, batch norms frozen
            6 epochs in batches of 32, evaluated every 1 epoch, the best kept
            adamw, rate 0.0006 (0.00006 at the layer nearest the picture), onecycle with 10% warm-up, weight decay 0.01, label smoothing 0.1, weights averaged by 0.99
            pictures at 80% of evaluation's side, varied by crops of 35–100 %, mirror images
            seed 0, on cpu, saved every 600s, 10 % of the training pictures held out for validation
            """, recipe.Describe());
        Assert.Contains("\nas long as 30s allow, at most 6 epochs, in batches of 32", recipe.With("training.budget", "30s").Describe(), StringComparison.Ordinal);
        Assert.StartsWith("a network; the head first, to convergence\nseed 0", Recipe.Named("linear").Describe());
        Assert.Contains("; then the head alone", Recipe.Named("linear").With("training.length", "2 epochs").Describe());
    }

    [Fact]
    public void Average_decay_class_weights_and_block_rates_are_plain_formulas()
    {
        EmaOptions ema = new() { Decay = 0.9 };
        Assert.Equal([0.1, 2 / 11.0, 0.9], [ema.DecayAt(0), ema.DecayAt(1), ema.DecayAt(1000)]);
        Assert.Equal(0.9, (ema with { Warmup = false }).DecayAt(0));
        Assert.Equal([2f, 2 / 3f, 0f], ClassWeights.Balanced.For([1, 3, 0]));
        Assert.Empty(ClassWeights.None.For([1, 3]));
        Assert.Equal([1f, 2.5f], ClassWeights.Parse("[1, 2.5]").For([1, 3]));
        Assert.Equal([0.25, 0.5, 1], new[] { 0, 0.5, 1 }.Select(depth => new TrainingOptions { RateAtInput = 0.25 }.RateFactor(depth)));
    }

    [Theory]
    [InlineData("none", false, false, false)]
    [InlineData("backbone", true, true, false)]
    [InlineData("depth 1", true, false, false)]
    [InlineData("depth 50%", true, false, false)]
    [InlineData("depth 62.5%", true, true, false)]
    [InlineData("stem.*, *.bias", true, false, true)]
    public void Freezing_goes_by_part_depth_or_name(string rule, bool stem, bool block, bool head)
    {
        Freeze freeze = Freeze.Parse(rule);
        Assert.Equal(rule, freeze.ToString());
        Assert.Equal([stem, block, head], [freeze.Holds("stem.conv.weight", 0, 0, false), freeze.Holds("block1.conv.weight", 1, 0.5, false), freeze.Holds("head.bias", 2, 1, true)]);
    }
}
