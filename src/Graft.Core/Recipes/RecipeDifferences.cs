using Graft.Recipes.Options;

namespace Graft.Recipes;

/// <summary>An option that two recipes set differently.</summary>
/// <param name="Path">Where it stands, as "training.schedule.warmup".</param>
/// <param name="Value">As it is written on a command line.</param>
/// <param name="Other">The same of the recipe compared with.</param>
public sealed record RecipeDifference(string Path, string Value, string Other);

public static class RecipeDifferences
{
    extension(Recipe recipe)
    {
        /// <summary>Every option that is set differently in another recipe, in the order of the recipe's file.</summary>
        public IReadOnlyList<RecipeDifference> DifferencesFrom(Recipe other) =>
        [
            .. OptionTree.Root.Options.Select(option => new RecipeDifference(option.Path, option.ValueIn(recipe), option.ValueIn(other)))
                .Where(difference => difference.Value != difference.Other),
        ];
    }
}
