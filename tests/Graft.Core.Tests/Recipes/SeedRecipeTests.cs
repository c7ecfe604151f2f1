using System.Reflection;
using Graft.Graphs;
using Graft.Models;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Core.Tests.Recipes;

/// <summary>The tutorial of 2018 as a recipe, and the mistakes that it repairs; the expected numbers are those of the tutorial's own sources.</summary>
public class SeedRecipeTests
{
    private static readonly Recipe Seed = Recipe.Named("seed");

    /// <summary>VGG's file of TF-Slim: RGB 0 … 255 minus the mean.</summary>
    private static readonly Preprocessing Slim = new() { Scale = 1, Mean = [123.68f, 116.78f, 103.94f], Deviation = [1, 1, 1] };

    [Fact]
    public void It_has_the_settings_of_the_tutorial()
    {
        Assert.Equal(("vgg19", 0.5, HeadInitialisation.Glorot, Freeze.None), (Seed.Model.Name, Seed.Model.HeadDropout, Seed.Model.HeadInitialisation, Seed.Model.Freeze));
        Assert.Equal((Duration.Epochs(20), 64, 128), (Seed.Training.Length, Seed.Training.Batch * Seed.Training.Accumulation, Seed.Data.ValidationBatch));
        Assert.Equal((OptimizerType.Sgd, 0.9, false, 5e-4), (Seed.Training.Optimizer.Type, Seed.Training.Optimizer.Momentum, Seed.Training.Optimizer.Nesterov, Seed.Training.Optimizer.WeightDecay));
        Assert.Equal((10, ResizePolicy.CentreSquare, Resampling.Area), (Seed.Augmentation.Margin, Seed.Model.ResizePolicy, Seed.Model.Resampling));
        Assert.Equal((Interval.Steps(10), Interval.Steps(30), Interval.Steps(500), Interval.Seconds(600)), (Seed.Run.LogEvery, Seed.Run.SummaryEvery, Seed.Training.EvaluateEvery, Seed.Run.CheckpointEvery));
        Assert.Equal((HeadStart.None, 0.0, 1.0), (Seed.Training.Head, Seed.Training.LabelSmoothing, Seed.Training.RateAtInput));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12345)]
    [InlineData(23670)]
    public void The_rate_is_TensorFlows_polynomial_decay_of_power_1(long step)
    {
        const long total = 20 * 75750 / 64;
        Schedule schedule = new(Seed.Training.Schedule, Seed.Training.Rate, StepScale.Of(Duration.Steps(total), 1183, 64));
        Assert.Equal(((1e-3 - 1e-7) * (1 - ((double)step / total))) + 1e-7, schedule.RateAt(step), 1e-15);
    }

    [Fact]
    public void Without_mistakes_it_is_left_alone_and_with_all_of_them_none_is_forgotten()
    {
        Assert.Equal(Seed, Seed.Compat.Applied(Seed));
        Assert.Equal((Slim, Slim), (Seed.Compat.InTraining(Slim), Seed.Compat.AtInference(Slim)));
        Assert.DoesNotContain("mistakes", Seed.Describe(), StringComparison.Ordinal);
        PropertyInfo[] switches = [.. typeof(CompatOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.PropertyType == typeof(bool))];
        Assert.Equal(11, switches.Length);
        Assert.All(switches, property => Assert.True((bool)property.GetValue(CompatOptions.All)!, property.Name));
        Assert.EndsWith("with the mistakes of 2018: compat.inputScale, compat.noFlip", Seed.With([new("compat.inputScale", "true"), new("compat.noFlip", "true")]).Describe());
    }

    [Theory]
    [InlineData("compat.deadWeightDecay", "training.optimizer.weightDecay", "0")]
    [InlineData("compat.noFlip", "augmentation.flip", "0")]
    [InlineData("compat.lastState", "training.keepBest", "false")]
    [InlineData("compat.lastState", "training.evaluateAtEnd", "false")]
    [InlineData("compat.oneThread", "data.loaderThreads", "1")]
    [InlineData("compat.oneThread", "data.prefetch", "1")]
    public void A_mistake_is_a_value_of_another_option(string mistake, string path, string value)
    {
        Recipe made = Seed.With(mistake, "true");
        Assert.Equal(Option(made.Compat.Applied(made), path), value);
        Assert.NotEqual(Option(Seed.Compat.Applied(Seed), path), value);
        Assert.Equal(Option(Seed, path), Option(made, path)); // what was asked for is what is saved

        static string Option(Recipe recipe, string path) => Graft.Recipes.Options.OptionTree.Root.Options.Single(option => option.Path == path).ValueIn(recipe);
    }

    /// <summary>A white pixel, red channel: 255 − 123.68 is what the weights want; convert_image_dtype makes it 1; inference.py leaves it 255.</summary>
    [Fact]
    public void White_is_131_for_the_weights_but_was_1_in_training_and_255_at_inference()
    {
        Assert.Equal((131.32f, 131.32f), (White(Seed.Compat.InTraining(Slim)), White(Seed.Compat.AtInference(Seed.Compat.InTraining(Slim)))));
        Preprocessing trained = CompatOptions.All.InTraining(Slim), used = CompatOptions.All.AtInference(trained);
        Assert.Equal((1f, 255f), (White(trained), White(used)));
        Assert.Equal(used, CompatOptions.All.AtInference(used));

        static float White(Preprocessing preprocessing) => MathF.Round(((255 * preprocessing.Scale) - preprocessing.Mean[0]) / preprocessing.Deviation[0], 2);
    }

    [Fact]
    public void The_crop_and_the_resampler_change_at_inference_alone()
    {
        Preprocessing own = Slim with { Policy = ResizePolicy.CentreSquare, Resampling = Resampling.Area };
        CompatOptions mistakes = new() { InferenceCrop = true, InferenceResampling = true };
        Assert.Equal(own, mistakes.InTraining(own));
        Assert.Equal(own with { Policy = ResizePolicy.MisplacedSquare, Resampling = Resampling.Bicubic }, mistakes.AtInference(own));
    }

    [Fact]
    public void A_run_that_lost_its_position_keeps_the_step_and_begins_another_order()
    {
        TrainingState state = new() { Step = 500, Epoch = 3, StepInEpoch = 20, ImagesSeen = 32000 };
        Assert.Equal(state with { Epoch = 4, StepInEpoch = 0 }, state.InNewOrder());
    }

    /// <summary>tf.glorot_uniform_initializer for (1, 1, 4096, 101): the limit is √(6 / 4197), the variance 2 / 4197.</summary>
    [Fact]
    public void The_new_layer_is_drawn_as_TensorFlow_draws_it()
    {
        float[] drawn = new GlorotUniformInitializer().Draw([101, 4096], 1, "fc8");
        double limit = Math.Sqrt(6 / 4197.0);
        Assert.InRange(drawn.Max(), 0.999 * limit, limit);
        Assert.InRange(drawn.Min(), -limit, -0.999 * limit);
        Assert.Equal(2 / 4197.0, drawn.Average(value => (double)value * value), 1e-5);
    }
}
