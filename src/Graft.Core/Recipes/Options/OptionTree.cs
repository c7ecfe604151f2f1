using System.Reflection;

namespace Graft.Recipes.Options;

/// <summary>A section of a recipe: its options and the sections inside it, as the records declare them.</summary>
internal sealed class OptionTree
{
    private OptionTree(Type type, IReadOnlyList<PropertyInfo> steps, string path)
    {
        Path = path;
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            string name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            string inner = path.Length == 0 ? name : $"{path}.{name}";
            Branches.Add(name, IsSection(property.PropertyType)
                ? new(property, new OptionTree(property.PropertyType, [.. steps, property], inner), null)
                : new(property, null, new RecipeOption([.. steps, property], inner)));
        }
    }

    /// <summary>The whole recipe.</summary>
    public static OptionTree Root { get; } = new(typeof(Recipe), [], "");

    /// <summary>Dotted names from the root; empty for the root.</summary>
    public string Path { get; }

    /// <summary>By name as JSON has it, in the order of declaration.</summary>
    public OrderedDictionary<string, Branch> Branches { get; } = new(StringComparer.Ordinal);

    /// <summary>The option that a bare word for the whole section sets; null when the section has none.</summary>
    public RecipeOption? Type => Branches.TryGetValue("type", out Branch? branch) ? branch.Option : null;

    public IEnumerable<RecipeOption> Options => Branches.Values.SelectMany(branch => branch.Option is { } option ? [option] : branch.Section!.Options);

    private static bool IsSection(Type type) => type.IsClass && type.Namespace == typeof(Recipe).Namespace;

    /// <summary>What stands under one name: a section or an option.</summary>
    internal sealed record Branch(PropertyInfo Property, OptionTree? Section, RecipeOption? Option);
}
