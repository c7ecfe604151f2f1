using System.Text.Json;
using Graft.Recipes.Options;
using Graft.Runs;

namespace Graft.Recipes;

/// <summary>Everything asked of a run: immutable, typed, complete with defaults, and saved beside the result as recipe.json.</summary>
/// <remarks>The defaults are those of the recipe named finetune; <c>docs/recipes.md</c> lists every option.</remarks>
public sealed record Recipe
{
    /// <summary>The version of recipe.json that this program writes, and the newest it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the file's form.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The named recipe that options are taken from which a file does not give: <c>auto</c>, <c>finetune</c>, <c>linear</c>, <c>scratch</c> or <c>seed</c>.</summary>
    public string Base { get; init; } = NamedRecipes.Finetune;

    public ModelOptions Model { get; init; } = new();

    public TrainingOptions Training { get; init; } = new();

    public AugmentationOptions Augmentation { get; init; } = new();

    public DataOptions Data { get; init; } = new();

    public RunOptions Run { get; init; } = new();

    public CompatOptions Compat { get; init; } = new();

    /// <summary>A recipe that comes with the program.</summary>
    /// <exception cref="RecipeException">There is none of that name.</exception>
    public static Recipe Named(string name) => NamedRecipes.Find(name)
        ?? throw new RecipeException($"there is no recipe '{name}'; there are {string.Join(", ", NamedRecipes.All.Select(recipe => recipe.Base))}. Name one of them, or a file that holds a recipe.");

    /// <summary>A named recipe or a file, whichever there is.</summary>
    /// <exception cref="RecipeException">There is neither, or the file is no recipe.</exception>
    public static Recipe Open(string nameOrFile) => NamedRecipes.Find(nameOrFile) ?? (File.Exists(nameOrFile) ? Load(nameOrFile) : Named(nameOrFile));

    /// <summary>Reads a file; options that it does not give are those of its base.</summary>
    /// <exception cref="RecipeException">The file cannot be read, is no JSON, or has an option that does not exist or a value that breaks a rule.</exception>
    public static Recipe Load(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length > RecipeReader.MaxBytes
                ? throw new RecipeException($"{path} has {length} bytes, but a recipe has at most {RecipeReader.MaxBytes}. Is it another kind of file?")
                : Parse(File.ReadAllText(path), path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"the recipe '{path}' cannot be read: {cause.Message} Name a file that exists, or one of {string.Join(", ", NamedRecipes.All.Select(recipe => recipe.Base))}.", cause);
        }
    }

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="json">An object; comments and trailing commas are allowed.</param>
    /// <param name="place">What errors call it.</param>
    /// <exception cref="RecipeException">As for <see cref="Load"/>.</exception>
    public static Recipe Parse(string json, string place = "the recipe")
    {
        RecipeReader reader = new(place);
        using JsonDocument document = reader.Parse(json);
        return ((Recipe)reader.Read(document.RootElement, OptionTree.Root, BaseOf(document.RootElement, place))).Validated(place);
    }

    /// <summary>The same with one option changed, as <c>--set path=value</c> does.</summary>
    /// <exception cref="RecipeException">There is no such option, or the value breaks a rule.</exception>
    public Recipe With(string path, string value) => With([new(path, value)]);

    /// <summary>The same with options changed one after the other; rules between options are checked once, at the end.</summary>
    /// <exception cref="RecipeException">As for <see cref="With(string, string)"/>.</exception>
    public Recipe With(IEnumerable<KeyValuePair<string, string>> settings) =>
        settings.Aggregate(this, (recipe, setting) => new RecipeReader("--set").Set(recipe, setting.Key, setting.Value)).Validated("--set");

    /// <summary>Splits a setting written as "path=value".</summary>
    /// <exception cref="RecipeException">There is no = in it.</exception>
    public static KeyValuePair<string, string> ParseSetting(string text) => text.IndexOf('=') is > 0 and int at
        ? new(text[..at].Trim(), text[(at + 1)..].Trim())
        : throw new RecipeException($"the setting '{text}' has no value. Write it as path=value, for example training.rate=0.01.");

    /// <summary>This recipe, if no rule between its options is broken.</summary>
    /// <exception cref="RecipeException">The rule broken, by name.</exception>
    public Recipe Validated(string place = "the recipe")
    {
        RecipeRules.Check(this, place);
        return this;
    }

    /// <summary>Indented JSON with every option, which <see cref="Parse"/> reads back as an equal recipe.</summary>
    public string ToJson() => RecipeWriter.Write(this);

    /// <summary>Writes <see cref="ToJson"/> to a file, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.WriteText(path, ToJson());

    /// <summary>What the recipe does, in a few lines of words.</summary>
    public string Describe() => RecipeDescription.Of(this);

    private static Recipe BaseOf(JsonElement root, string place)
    {
        // Before anything else is looked at: a newer program's file has options that this one takes for mistakes.
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out JsonElement version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number))
        {
            RecipeRules.CheckVersion(number, place);
        }
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("base", out JsonElement name))
        {
            return Named(NamedRecipes.Finetune);
        }
        return name.ValueKind == JsonValueKind.String && NamedRecipes.Find(name.GetString()!) is { } recipe
            ? recipe
            : throw new RecipeException($"{place}: base is {name.GetRawText()}, but must be one of {string.Join(", ", NamedRecipes.All.Select(each => $"\"{each.Base}\""))}.");
    }
}
