using System.Globalization;
using Graft.Recipes.Options;

namespace Graft.Recipes;

/// <summary>A recipe in words, for the beginning of a run.</summary>
internal static class RecipeDescription
{
    /// <remarks>Where no step is taken, as by linear, there is nothing to say of steps, rates and varied pictures.</remarks>
    public static string Of(Recipe recipe) => recipe.Training.Length.IsZero
        ? string.Join('\n', [Network(recipe.Model, recipe.Training), Run(recipe), .. Mistakes(recipe)])
        : string.Join('\n', [Network(recipe.Model, recipe.Training), Steps(recipe.Training), Rate(recipe.Training), Pictures(recipe.Augmentation, recipe.Training), Run(recipe), .. Mistakes(recipe)]);

    private static string Network(ModelOptions model, TrainingOptions training)
    {
        string start = model.Weights is null or ModelOptions.NoWeights ? "" : $" from {model.Weights}";
        string head = training.Head == HeadStart.Probe ? "; the head first, to convergence" : "";
        string trained = model.Freeze.Backbone ? "the head alone" : model.Freeze.IsNone ? "all weights" : model.Freeze.Share > 0 ? $"all but the first {Percent(model.Freeze.Share)} % of the layers" : $"all but {model.Freeze}";
        string then = training.Length.IsZero ? "" : $"; then {trained}, batch norms {Word(model.BatchNorm)}";
        return $"{model.Name ?? "a network"}{start}{head}{then}";
    }

    private static string Steps(TrainingOptions training)
    {
        string batch = training.Accumulation > 1 ? $"{training.Accumulation} × {training.Batch}" : $"{training.Batch}";
        string length = training.Budget.IsNever ? $"{training.Length}" : $"as long as {training.Budget} allow, at most {training.Length},";
        return $"{length} in batches of {batch}, evaluated every {training.EvaluateEvery}"
            + (training.KeepBest ? ", the best kept" : "")
            + (training.EarlyStopping.Patience is { } patience ? $", stopped after {patience} evaluations without a better {Word(training.EarlyStopping.Metric)}" : "");
    }

    private static string Rate(TrainingOptions training)
    {
        OptimizerOptions optimizer = training.Optimizer;
        string method = optimizer.Type != OptimizerType.Sgd ? Word(optimizer.Type)
            : $"sgd, momentum {Number(optimizer.Momentum)}{(optimizer.Nesterov ? " (Nesterov)" : "")}";
        string warmup = training.Schedule.Warmup.IsZero ? "" : $" with {training.Schedule.Warmup} warm-up";
        string fall = training.RateAtInput < 1 ? $" ({Number(training.Rate * training.RateAtInput)} at the layer nearest the picture)" : "";
        return $"{method}, rate {Number(training.Rate)}{fall}, {Word(training.Schedule.Type)}{warmup}, weight decay {Number(optimizer.WeightDecay)}, label smoothing {Number(training.LabelSmoothing)}"
            + (training.ClipNorm is { } norm ? $", gradients up to {Number(norm)}" : "")
            + (training.Ema.IsOn ? $", weights averaged by {Number(training.Ema.Decay)}" : "");
    }

    private static string Pictures(AugmentationOptions options, TrainingOptions training)
    {
        List<string> parts = [];
        Add(options.Margin > 0, $"shifts within a margin of {options.Margin} px");
        Add(options.Margin == 0 && options.CropLow < 1, $"crops of {Percent(options.CropLow)}–{Percent(options.CropHigh)} %");
        Add(options.Flip > 0, "mirror images");
        Add(options.Rotation > 0, $"turns up to {Number(options.Rotation)}°");
        Add(options.Brightness + options.Contrast + options.Saturation + options.Hue > 0, "colour changes");
        Add(options.RandAugment > 0, $"RandAugment {options.RandAugment} at {options.Magnitude}");
        Add(options.Erasing > 0, "erased rectangles");
        Add(options.Mixup > 0, "mixup");
        Add(options.Cutmix > 0, "cutmix");
        string side = training.Resolution.IsFull ? "" : training.Resolution.IsFixed ? $" {training.Resolution} px wide," : $" at {training.Resolution} of evaluation's side,";
        return parts.Count == 0 ? $"pictures{side} as they are evaluated, without augmentation" : $"pictures{side} varied by {string.Join(", ", parts)}";

        void Add(bool used, string words)
        {
            if (used)
            {
                parts.Add(words);
            }
        }
    }

    private static string Run(Recipe recipe) =>
        $"seed {recipe.Run.Seed}, on {recipe.Run.Device}, saved every {recipe.Run.CheckpointEvery}, {(recipe.Compat.TestMonitoring ? "the test pictures watched" : $"{Percent(recipe.Data.ValidationFraction)} % of the training pictures held out for validation")}";

    private static IEnumerable<string> Mistakes(Recipe recipe)
    {
        string[] made = [.. OptionTree.Root.Options.Where(option => option.Path.StartsWith("compat.", StringComparison.Ordinal) && option.ValueIn(recipe) == "true").Select(option => option.Path)];
        return made.Length == 0 ? [] : [$"with the mistakes of 2018: {string.Join(", ", made)}"];
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Number(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    private static string Percent(double fraction) => Number(fraction * 100);
}
