using System.Globalization;
using Graft.Recipes.Options;

namespace Graft.Recipes.Planning;

/// <summary>Picks a recipe for a network, its pictures and a machine, by rules that a person can read and override.</summary>
/// <remarks>A pure function: the same facts give the same plan. <c>docs/recipes.md</c> says where the numbers come from.</remarks>
public static class Planner
{
    /// <summary>Below this many pictures of a class, moving the backbone learns the pictures by heart.</summary>
    public const int FewestForFinetuning = 5;

    /// <summary>Pictures that fine-tuning shows the network, each pass counted: twelve passes over the 1,384 pictures that the defaults were found on.</summary>
    public const long PicturesShown = 16_600;

    /// <summary>Pictures to choose by: at 2,000 the standard error of an accuracy of .8 is .009.</summary>
    private const int MostHeldOut = 2_000, FewestHeldOut = 100;

    /// <summary>More passes than these have nothing left to learn, whatever the time.</summary>
    private const int MostPasses = 100;

    private const double ShareOfMemory = 0.6, ShareOfValidation = 0.05;

    /// <summary>What a training step takes, in forward passes, where half of the network is left alone.</summary>
    private const double StepForForward = 2;

    private const double FewPasses = 3, ManyPasses = 20;

    private static readonly TrainingSide HastySide = TrainingSide.Percent(64);

    /// <summary>Cautious figures for one core, measured on one without AVX-512.</summary>
    private const double DecodedPerSecond = 250, MultiplyAddsPerSecond = 20e9;

    /// <summary>What is worth its time where there is much of it: docs/recipes.md, bench/results/2026-11-24-budget.md.</summary>
    private static readonly IReadOnlyList<KeyValuePair<string, string>> Varied =
        [new("training.resolution", "100%"), new("augmentation.cropLow", "0.2"), new("augmentation.randAugment", "2"), new("augmentation.cutmix", "1")];

    /// <summary>What fine-tunes a network that has seen no photo: found on graft-s, docs/graft-s.md.</summary>
    private static readonly IReadOnlyList<KeyValuePair<string, string>> FromDrawings =
        [new("model.freeze", "none"), new("model.batchNorm", "train"), new("training.rate", "0.005"), new("training.rateAtInput", "0.5")];

    /// <summary>The recipe for these facts.</summary>
    /// <param name="asked">The recipe <c>auto</c> with what a person changed in it.</param>
    /// <param name="given">Paths of the options that a person gave, which stay as they are.</param>
    public static Plan Decide(Recipe asked, IReadOnlySet<string> given, RunFacts facts)
    {
        List<string> reasons = [];
        Recipe recipe = HeldOut(Kind(asked, given, facts, reasons), given, facts, reasons);
        if (!recipe.Training.Length.IsZero)
        {
            recipe = Views(Length(recipe, given, facts, reasons), given, facts, reasons);
            recipe = Batch(recipe, given, facts, reasons);
        }
        return new(recipe.Validated("the plan"), reasons);
    }

    /// <summary>Passes that a plan takes without a limit of time.</summary>
    public static int Epochs(int pictures) => (int)Math.Clamp(Math.Round(PicturesShown / (double)Math.Max(1, pictures)), 3, 30);

    /// <summary>Paths of the options in which a recipe differs from <c>auto</c>: what a file or a program has changed.</summary>
    public static IEnumerable<string> Changed(Recipe recipe)
    {
        Recipe plain = Recipe.Named(NamedRecipes.Auto);
        return OptionTree.Root.Options.Where(option => option.ValueIn(recipe) != option.ValueIn(plain)).Select(option => option.Path);
    }

    private static Recipe Kind(Recipe asked, IReadOnlySet<string> given, RunFacts facts, List<string> reasons)
    {
        if (!facts.IsPretrained)
        {
            reasons.Add("the network has no pretrained weights, so all of it is trained from nothing (recipe scratch)");
            return Under(NamedRecipes.Scratch, asked, given);
        }
        if (facts.FewestPerClass < FewestForFinetuning && !given.Contains("training.length"))
        {
            reasons.Add($"a class has only {facts.FewestPerClass} pictures, too few to move the backbone by: the head alone is fitted (recipe linear)");
            return Under(NamedRecipes.Linear, asked, given);
        }
        string enough = $"{facts.Pictures} pictures of {facts.Classes} classes, at least {facts.FewestPerClass} of each";
        if (facts.LearnedFromDrawings)
        {
            reasons.Add($"{enough}, and weights learned from drawn pictures, which have far to go: the head is fitted first, then all layers and batch norms follow at a high rate (recipe finetune)");
            return Under(NamedRecipes.Finetune, asked, given, FromDrawings);
        }
        reasons.Add($"{enough}: the head is fitted first, then the layers nearest to it follow at small rates (recipe finetune)");
        return Under(NamedRecipes.Finetune, asked, given);
    }

    /// <summary>The named recipe, which goes on by itself where it could not, with what a person gave laid over it.</summary>
    private static Recipe Under(string name, Recipe asked, IReadOnlySet<string> given, params IReadOnlyList<KeyValuePair<string, string>> changes)
    {
        Recipe named = Recipe.Named(name).With(changes);
        Recipe recipe = named with { Training = named.Training with { BackOff = true } };
        return recipe.With(OptionTree.Root.Options.Where(option => option.Path != "base" && given.Contains(option.Path)).Select(option => new KeyValuePair<string, string>(option.Path, option.ValueIn(asked))));
    }

    /// <summary>Holds out no more than it takes to choose by, nor than a short budget can look at again and again.</summary>
    private static Recipe HeldOut(Recipe recipe, IReadOnlySet<string> given, RunFacts facts, List<string> reasons)
    {
        int most = facts.Budget is { } budget ? (int)Math.Clamp(ShareOfValidation * budget.TotalSeconds * PicturesPerSecond(facts), FewestHeldOut, MostHeldOut) : MostHeldOut;
        if (given.Contains("data.validationFraction") || facts.HeldOut <= most)
        {
            return recipe;
        }
        reasons.Add($"{most} pictures held out, not {facts.HeldOut}: enough to choose by{(most < MostHeldOut ? " in so short a time" : "")}");
        return recipe with { Data = recipe.Data with { ValidationFraction = recipe.Data.ValidationFraction * most / facts.HeldOut } };
    }

    /// <summary>A guess at how fast a network looks at pictures: decoding and its multiply-adds, on each core.</summary>
    private static double PicturesPerSecond(RunFacts facts) => facts.Cores * Math.Min(DecodedPerSecond, MultiplyAddsPerSecond / Math.Max(1, facts.MultiplyAdds));

    /// <summary>Makes pictures smaller where time is short, as more passes over them are worth more than their detail; and varies them more where there is time for so many passes that they would be learned by heart.</summary>
    private static Recipe Views(Recipe recipe, IReadOnlySet<string> given, RunFacts facts, List<string> reasons)
    {
        if (facts.Budget is not { } budget || !facts.IsPretrained || recipe.Training.Resolution.Share is not { } share)
        {
            return recipe;
        }
        double passes = budget.TotalSeconds * PicturesPerSecond(facts) / (StepForForward * share * share) / Math.Max(1, facts.Pictures);
        if (passes < FewPasses && !given.Contains("training.resolution"))
        {
            reasons.Add($"{budget.TotalSeconds:0} s allow few passes over {facts.Pictures} pictures, so that they are made smaller while training ({HastySide} of their side in evaluation)");
            return recipe with { Training = recipe.Training with { Resolution = HastySide } };
        }
        if (passes < ManyPasses)
        {
            return recipe;
        }
        reasons.Add($"{budget.TotalSeconds:0} s allow many passes over {facts.Pictures} pictures, so that they are shown at the side of evaluation and varied more, or they would be learned by heart (crops from 20 %, RandAugment, cutmix)");
        return recipe.With(Varied.Where(change => !given.Contains(change.Key)));
    }

    private static Recipe Length(Recipe recipe, IReadOnlySet<string> given, RunFacts facts, List<string> reasons)
    {
        if (given.Contains("training.length") || !facts.IsPretrained)
        {
            return recipe;
        }
        if (facts.Budget is { } budget)
        {
            reasons.Add($"as many passes over the pictures as fit into {budget.TotalSeconds:0} s, at most {MostPasses}");
            return recipe with { Training = recipe.Training with { Length = Duration.Epochs(MostPasses) } };
        }
        int epochs = Epochs(facts.Pictures);
        reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{epochs} passes over the pictures, which shows the network about {(long)epochs * facts.Pictures} of them"));
        return recipe with { Training = recipe.Training with { Length = Duration.Epochs(epochs) } };
    }

    /// <summary>The largest batch that memory allows; what is missing to the recipe's batch is accumulated.</summary>
    private static Recipe Batch(Recipe recipe, IReadOnlySet<string> given, RunFacts facts, List<string> reasons)
    {
        if (given.Contains("training.batch") || given.Contains("training.accumulation"))
        {
            return recipe;
        }
        int batch = recipe.Training.Batch, wanted = batch;
        while (batch > 1 && Bytes(facts, batch) > facts.Memory * ShareOfMemory)
        {
            batch /= 2;
        }
        if (batch == wanted)
        {
            return recipe;
        }
        reasons.Add(string.Create(CultureInfo.InvariantCulture, $"a batch of {wanted} needs about {Bytes(facts, wanted) / 1e9:0.0} GB of the {facts.Memory / 1e9:0.0} GB there are: {wanted / batch} batches of {batch} are put together for each step"));
        return recipe with { Training = recipe.Training with { Batch = batch, Accumulation = recipe.Training.Accumulation * (wanted / batch) } };
    }

    /// <summary>Memory of a training step: every value and its gradient for each picture, and four times the weights (weight, gradient, momentum, and the copy that is saved).</summary>
    private static double Bytes(RunFacts facts, int batch) => (2.0 * batch * facts.ActivationBytes) + (16.0 * facts.Parameters);
}
