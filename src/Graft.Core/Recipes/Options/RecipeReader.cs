using System.Reflection;
using System.Text.Json;

namespace Graft.Recipes.Options;

/// <summary>Lays JSON, or single settings, over a recipe. Everything it does not know is an error.</summary>
internal sealed class RecipeReader(string place)
{
    /// <summary>Bytes that a recipe file may have; real ones have two or three thousand.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly Lazy<string[]> KnownPaths = new(() => [.. OptionTree.Root.Options.Select(option => option.Path)]);

    /// <summary>A copy of a section, with what the JSON object says in place of what it had.</summary>
    public object Read(JsonElement element, OptionTree tree, object section)
    {
        if (element.ValueKind == JsonValueKind.String && tree.Type is { } type)
        {
            return With(section, type.Property, Value(type, element));
        }
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Error(tree.Path, Shown(element), "an object in braces");
        }
        HashSet<string> seen = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string path = tree.Path.Length == 0 ? property.Name : $"{tree.Path}.{property.Name}";
            if (!seen.Add(property.Name))
            {
                throw new RecipeException($"{place}: '{Cut(path)}' is given twice. Remove one of the two.");
            }
            OptionTree.Branch branch = tree.Branches.GetValueOrDefault(property.Name) ?? throw Unknown(path);
            section = With(section, branch.Property, branch.Section is { } inner
                ? Read(property.Value, inner, branch.Property.GetValue(section)!)
                : Value(branch.Option!, property.Value));
        }
        return section;
    }

    /// <summary>A copy of a recipe with one setting changed.</summary>
    /// <param name="value">As on a command line; text that begins with a brace is JSON.</param>
    public Recipe Set(Recipe recipe, string path, string value) => path is "base" or "version"
        ? throw new RecipeException($"{place}: '{path}' says how the recipe came to be and cannot be set. Choose another recipe with --recipe.")
        : (Recipe)Set(OptionTree.Root, recipe, path, path, value);

    private object Set(OptionTree tree, object section, string rest, string path, string value)
    {
        int dot = rest.IndexOf('.');
        OptionTree.Branch branch = tree.Branches.GetValueOrDefault(dot < 0 ? rest : rest[..dot]) ?? throw Unknown(path);
        if (dot >= 0)
        {
            return branch.Section is { } inner
                ? With(section, branch.Property, Set(inner, branch.Property.GetValue(section)!, rest[(dot + 1)..], path, value))
                : throw Unknown(path);
        }
        if (branch.Section is not { } whole)
        {
            return With(section, branch.Property, Value(branch.Option!, value));
        }
        object old = branch.Property.GetValue(section)!;
        if (value.TrimStart().StartsWith('{'))
        {
            using JsonDocument document = Parse(value);
            return With(section, branch.Property, Read(document.RootElement, whole, old));
        }
        return whole.Type is { } type
            ? With(section, branch.Property, With(old, type.Property, Value(type, value)))
            : throw new RecipeException($"{place}: '{path}' is a section, not an option. Set one of {string.Join(", ", whole.Options.Select(option => option.Path))}.");
    }

    public JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 });
        }
        catch (JsonException cause)
        {
            throw new RecipeException($"{place} is not JSON, at line {cause.LineNumber + 1}, byte {cause.BytePositionInLine + 1}: {FirstSentence(cause.Message)} Recipes are JSON objects; comments and trailing commas are allowed.", cause);
        }
    }

    private object? Value(RecipeOption option, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null when option.Format.IsNullable => null,
        JsonValueKind.Array when option.Format.IsList => Value(option, string.Join(", ", element.EnumerateArray().Select(item => Text(option, item)))),
        _ => Value(option, Text(option, element)),
    };

    private string Text(RecipeOption option, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when option.Property.PropertyType != typeof(string) => element.GetRawText(),
        _ => throw Error(option.Path, Shown(element), option.Expectation),
    };

    private object? Value(RecipeOption option, string text)
    {
        if (option.Format.IsNullable && text.Trim().Equals(OptionFormat.Absent, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        try
        {
            return option.Format.Parse(text) ?? throw Error(option.Path, $"'{Cut(text)}'", option.Expectation);
        }
        catch (RecipeException cause) when (!cause.Message.StartsWith(place, StringComparison.Ordinal))
        {
            throw new RecipeException($"{place}: {option.Path}: {cause.Message}", cause);
        }
    }

    private RecipeException Error(string path, string fact, string expectation) =>
        new($"{place}: {(path.Length == 0 ? "the recipe" : path)} is {fact}, but must be {expectation}.");

    private RecipeException Unknown(string path)
    {
        string remedy = Suggestion.For(path, KnownPaths.Value) is { } meant ? $"Did you mean '{meant}'?" : "docs/recipes.md lists all options.";
        return new($"{place}: there is no option '{Cut(path)}'. {remedy}");
    }

    private static object With(object record, PropertyInfo property, object? value)
    {
        // What the compiler calls for a 'with' expression.
        object copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static string Shown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => $"'{Cut(element.GetRawText().Trim('"'))}'",
    };

    private static string Cut(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static string FirstSentence(string message) => message.IndexOf(". ", StringComparison.Ordinal) is > 0 and int end ? message[..(end + 1)] : message;
}
