using System.Reflection;

namespace Graft.Recipes.Options;

/// <summary>One option of a recipe.</summary>
public sealed class RecipeOption
{
    private readonly OptionFormat format;
    private readonly IReadOnlyList<PropertyInfo> steps;

    internal RecipeOption(IReadOnlyList<PropertyInfo> steps, string path)
    {
        this.steps = steps;
        Path = path;
        format = OptionFormat.For(Property);
    }

    /// <summary>Where it stands, as "training.schedule.warmup".</summary>
    public string Path { get; }

    /// <summary>What its values are, as "a number above 0 and up to 1000".</summary>
    public string Expectation => format.Expectation;

    internal OptionFormat Format => format;

    /// <summary>The property that holds it.</summary>
    internal PropertyInfo Property => steps[^1];

    /// <summary>Its value in a recipe, as it is written on a command line.</summary>
    public string ValueIn(Recipe recipe)
    {
        object? value = recipe;
        foreach (PropertyInfo step in steps)
        {
            value = step.GetValue(value);
        }
        return value is null ? OptionFormat.Absent : format.Print(value);
    }

    public override string ToString() => $"{Path}: {Expectation}";
}
