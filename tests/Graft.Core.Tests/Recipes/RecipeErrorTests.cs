using System.Text;
using Graft.Core.Tests.Runs;
using Graft.Recipes;

namespace Graft.Core.Tests.Recipes;

public class RecipeErrorTests
{
    [Theory]
    [InlineData("training.lr", "0.1", "--set: there is no option 'training.lr'. Did you mean 'training.rate'?")]
    [InlineData("training.bacth", "8", "--set: there is no option 'training.bacth'. Did you mean 'training.batch'?")]
    [InlineData("Training.Rate", "8", "--set: there is no option 'Training.Rate'. Did you mean 'training.rate'?")]
    [InlineData("training.weightDecay", "0", "--set: there is no option 'training.weightDecay'. Did you mean 'training.optimizer.weightDecay'?")]
    [InlineData("training.rate.x", "0", "--set: there is no option 'training.rate.x'. Did you mean 'training.rate'?")]
    [InlineData("base", "scratch", "--set: 'base' says how the recipe came to be and cannot be set. Choose another recipe with --recipe.")]
    [InlineData("colour", "blue", "--set: there is no option 'colour'. docs/recipes.md lists all options.")]
    [InlineData("training.rate", "fast", "--set: training.rate is 'fast', but must be a number above 0 and up to 1000.")]
    [InlineData("training.rate", "0", "--set: training.rate is '0', but must be a number above 0 and up to 1000.")]
    [InlineData("training.rate", "NaN", "--set: training.rate is 'NaN', but must be a number above 0 and up to 1000.")]
    [InlineData("training.batch", "0", "--set: training.batch is '0', but must be a whole number from 1 to 65536.")]
    [InlineData("training.batch", "2.5", "--set: training.batch is '2.5', but must be a whole number from 1 to 65536.")]
    [InlineData("training.batch", "none", "--set: training.batch is 'none', but must be a whole number from 1 to 65536.")]
    [InlineData("training.keepBest", "yes", "--set: training.keepBest is 'yes', but must be true or false.")]
    [InlineData("training.schedule", "exponential", "--set: training.schedule.type is 'exponential', but must be constant, step, polynomial, cosine, onecycle or linear.")]
    [InlineData("training.clipNorm", "-1", "--set: training.clipNorm is '-1', but must be a number above 0, or none.")]
    [InlineData("training.length", "6", "--set: training.length: the duration '6' has no unit. Write '6 epochs', '500 steps', '10000 images' or '20%'.")]
    [InlineData("training.length", "50%", "--set: training.length is 50%, but a run cannot be a part of itself. Give it in epochs, steps or images.")]
    [InlineData("training.ema", "0.9", "--set: 'training.ema' is a section, not an option. Set one of training.ema.decay, training.ema.warmup.")]
    [InlineData("training.evaluateEvery", "20%", "--set: training.evaluateEvery: the interval '20%' has an unknown unit, '%'. Write '600s', '10m', '1h', '500 steps', '1 epoch' or 'never'.")]
    [InlineData("augmentation.cropHigh", "0.2", "--set: augmentation.cropLow is 0.35, more than augmentation.cropHigh, 0.2. Swap them.")]
    [InlineData("model.freeze", "depth x", "--set: model.freeze: 'x' is no depth to freeze to. Write 'none', 'backbone', 'depth 3', 'depth 50%' or name patterns with * and ?, as 'features.0.*, features.1.*'.")]
    [InlineData("training.classWeights", "0, 0", "--set: training.classWeights: all class weights are 0, so nothing could be learned; at least one must be more. Write 'none' to count all classes the same.")]
    public void A_setting_that_cannot_be_is_named(string path, string value, string message) =>
        Assert.Equal(message, Assert.Throws<RecipeException>(() => new Recipe().With(path, value)).Message);

    [Theory]
    [InlineData("training.optimizer=adam;training.optimizer.nesterov=true", "--set: training.optimizer.nesterov is true, but that is a way of using the momentum of sgd, and the optimizer is adam. Set training.optimizer.nesterov=false.")]
    [InlineData("training.optimizer=sgd;training.optimizer.momentum=0;training.optimizer.nesterov=true", "--set: training.optimizer.nesterov is true, but that is a way of using the momentum of sgd, and the optimizer is sgd without momentum. Set training.optimizer.nesterov=false.")]
    [InlineData("training.head=none;training.length=0 steps", "--set: training.length is 0 steps and training.head is none, so nothing would be trained. Train for at least one step, or set training.head=probe.")]
    [InlineData("training.schedule=step;training.schedule.every=0%", "--set: training.schedule.every is 0%; the rate must stay for a while. Set it to '2 epochs' or the like.")]
    [InlineData("data.views=4;augmentation.mixup=0.2", "--set: data.views is 4, so that the frozen part runs on each picture alone, but augmentation.mixup and augmentation.cutmix mix two. Set them to 0, or data.views=0.")]
    [InlineData("data.views=4;augmentation.cropLow=1;augmentation.flip=0", "--set: data.views is 4, but the augmentation changes nothing, so that all views would be the same. Set augmentation.cropLow=0.35 and augmentation.flip=0.5, or data.views=0.")]
    [InlineData("training.evaluateEvery=never;training.earlyStopping.patience=2", "--set: training.earlyStopping.patience counts evaluations, but training.evaluateEvery is never. Set training.evaluateEvery='1 epoch'.")]
    public void Options_that_contradict_each_other_are_named(string settings, string message) =>
        Assert.Equal(message, Assert.Throws<RecipeException>(() => new Recipe().With(settings.Split(';').Select(Recipe.ParseSetting))).Message);

    [Theory]
    [InlineData("{", "r.json is not JSON, at line 1, byte 2: ")]
    [InlineData("{\n  \"training\": { rate: 1 }\n}", "r.json is not JSON, at line 2, byte 17: ")]
    [InlineData("[]", "r.json: the recipe is an array, but must be an object in braces.")]
    [InlineData("""{ "training": 5 }""", "r.json: training is '5', but must be an object in braces.")]
    [InlineData("""{ "training": { "batch": 32, "batch": 64 } }""", "r.json: 'training.batch' is given twice. Remove one of the two.")]
    [InlineData("""{ "training": { "batch": [32] } }""", "r.json: training.batch is an array, but must be a whole number from 1 to 65536.")]
    [InlineData("""{ "training": { "batch": null } }""", "r.json: training.batch is 'null', but must be a whole number from 1 to 65536.")]
    [InlineData("""{ "model": { "name": 5 } }""", "r.json: model.name is '5', but must be text, or none.")]
    [InlineData("""{ "training": { "learningRate": 1 } }""", "r.json: there is no option 'training.learningRate'. Did you mean 'training.rate'?")]
    [InlineData("""{ "base": "fast" }""", "r.json: base is \"fast\", but must be one of \"auto\", \"finetune\", \"linear\", \"scratch\", \"seed\".")]
    [InlineData("""{ "base": "later", "telepathy": true, "version": 2 }""", "r.json: version is 2, but this program reads up to 1. It was written by a newer Graft; use that one.")]
    [InlineData("""{ "version": 0 }""", "r.json: version is 0, but versions begin at 1. Set it to 1, or leave it out.")]
    [InlineData("""{ "training": { "classWeights": [1, -1] } }""", "r.json: training.classWeights: the class weight -1 is negative or not finite; weights are 0 or more.")]
    public void A_file_that_cannot_be_is_named(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<RecipeException>(() => Recipe.Parse(json, "r.json")).Message);

    [Fact]
    public void Values_set_in_a_program_obey_the_same_rules()
    {
        Recipe recipe = new() { Training = new() { Rate = -1 } };
        Assert.Equal("the recipe: training.rate is '-1', but must be a number above 0 and up to 1000.", Assert.Throws<RecipeException>(() => recipe.Validated()).Message);
    }

    [Fact]
    public void A_name_that_is_neither_recipe_nor_file_is_named()
    {
        Assert.Equal("there is no recipe 'fintune'; there are auto, finetune, linear, scratch, seed. Name one of them, or a file that holds a recipe.", Assert.Throws<RecipeException>(() => Recipe.Open("fintune")).Message);
        Assert.StartsWith("the recipe 'missing.json' cannot be read: ", Assert.Throws<RecipeException>(() => Recipe.Load("missing.json")).Message);
    }

    [Fact]
    public void A_file_too_large_for_a_recipe_is_not_read()
    {
        using ScratchFolder scratch = new();
        using (FileStream huge = File.Create(scratch.At("huge.json")))
        {
            huge.SetLength(1L << 33);
        }
        Assert.Equal($"{scratch.At("huge.json")} has 8589934592 bytes, but a recipe has at most 1048576. Is it another kind of file?", Assert.Throws<RecipeException>(() => Recipe.Load(scratch.At("huge.json"))).Message);
    }

    [Fact]
    public void A_setting_without_a_value_is_named() =>
        Assert.Equal("the setting 'training.rate' has no value. Write it as path=value, for example training.rate=0.01.", Assert.Throws<RecipeException>(() => Recipe.ParseSetting("training.rate")).Message);

    [Fact]
    public void Class_weights_of_another_length_than_the_classes_are_named() =>
        Assert.Equal("training.classWeights lists 2 weights, but there are 3 classes. Give one for each, in the order of labels.txt, or write 'balanced'.", Assert.Throws<RecipeException>(() => ClassWeights.Of(1, 2).For([1, 1, 1])).Message);

    [Fact]
    public void Damaged_recipes_are_refused_by_name_or_read_whole()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Recipe.Named("finetune").ToJson());
        Random random = new(1);
        int refused = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] damaged = [.. whole.AsSpan(0, trial % 4 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int flip = 0; flip < trial % 4 && damaged.Length > 0; flip++)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }
            try
            {
                Recipe.Parse(Encoding.UTF8.GetString(damaged)).Validated();
            }
            catch (RecipeException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1500, 2000);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<RecipeException>(() => Recipe.Parse(string.Concat(Enumerable.Repeat("{\"training\":", 100_000))));
}
