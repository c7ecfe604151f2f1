using Graft.Recipes.Options;

namespace Graft.Recipes;

/// <summary>What must hold of a recipe: the bounds of each option, and the rules between options.</summary>
internal static class RecipeRules
{
    public static void CheckVersion(int version, string place)
    {
        if (version > Recipe.CurrentVersion)
        {
            throw new RecipeException($"{place}: version is {version}, but this program reads up to {Recipe.CurrentVersion}. It was written by a newer Graft; use that one.");
        }
        if (version < 1)
        {
            throw new RecipeException($"{place}: version is {version}, but versions begin at 1. Set it to {Recipe.CurrentVersion}, or leave it out.");
        }
    }

    public static void Check(Recipe recipe, string place)
    {
        CheckVersion(recipe.Version, place);
        foreach (RecipeOption option in OptionTree.Root.Options)
        {
            // Values set in a program have not been through the reader.
            string value = option.ValueIn(recipe);
            if (value != OptionFormat.Absent && option.Format.Parse(value) is null && !(option.Property.PropertyType == typeof(string) && value.Length == 0))
            {
                throw new RecipeException($"{place}: {option.Path} is '{value}', but must be {option.Expectation}.");
            }
        }
        TrainingOptions training = recipe.Training;
        Require(training.Length.Unit != DurationUnit.Percent, $"training.length is {training.Length}, but a run cannot be a part of itself. Give it in epochs, steps or images.");
        Require(!training.Length.IsZero || training.Head == HeadStart.Probe, $"training.length is {training.Length} and training.head is none, so nothing would be trained. Train for at least one step, or set training.head=probe.");
        Require(!training.Optimizer.Nesterov || (training.Optimizer.Type == OptimizerType.Sgd && training.Optimizer.Momentum > 0),
            $"training.optimizer.nesterov is true, but that is a way of using the momentum of sgd, and the optimizer is {OptimizerName(training.Optimizer)}. Set training.optimizer.nesterov=false.");
        Require(training.Schedule.Type != ScheduleType.Step || !training.Schedule.Every.IsZero, $"training.schedule.every is {training.Schedule.Every}; the rate must stay for a while. Set it to '2 epochs' or the like.");
        Require(training.EarlyStopping.Patience is null || !training.EvaluateEvery.IsNever, "training.earlyStopping.patience counts evaluations, but training.evaluateEvery is never. Set training.evaluateEvery='1 epoch'.");
        Require(training.Budget.IsNever || training.Budget.Time is not null, $"training.budget is {training.Budget}, but a budget is a time. Write it as '90s', '2m' or '1h'.");
        AugmentationOptions augmentation = recipe.Augmentation;
        Require(augmentation.CropLow <= augmentation.CropHigh, $"augmentation.cropLow is {augmentation.CropLow}, more than augmentation.cropHigh, {augmentation.CropHigh}. Swap them.");

        Require(recipe.Data.Views == 0 || !augmentation.IsMixed(), $"data.views is {recipe.Data.Views}, so that the frozen part runs on each picture alone, but augmentation.mixup and augmentation.cutmix mix two. Set them to 0, or data.views=0.");

        Require(recipe.Data.Views == 0 || !augmentation.IsNone(), $"data.views is {recipe.Data.Views}, but the augmentation changes nothing, so that all views would be the same. Set augmentation.cropLow=0.35 and augmentation.flip=0.5, or data.views=0.");

        void Require(bool holds, string broken)
        {
            if (!holds)
            {
                throw new RecipeException($"{place}: {broken}");
            }
        }
    }

    private static string OptimizerName(OptimizerOptions optimizer) =>
        optimizer.Type == OptimizerType.Sgd ? "sgd without momentum" : optimizer.Type.ToString().ToLowerInvariant();
}
