using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Graft.Recipes.Options;

/// <summary>Writes a recipe as JSON, complete with all defaults.</summary>
internal static class RecipeWriter
{
    public static string Write(Recipe recipe)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, OptionTree.Root, recipe);
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, OptionTree tree, object section)
    {
        writer.WriteStartObject();
        foreach ((string name, OptionTree.Branch branch) in tree.Branches)
        {
            writer.WritePropertyName(name);
            object? value = branch.Property.GetValue(section);
            if (branch.Section is { } inner)
            {
                Write(writer, inner, value!);
            }
            else if (value is null)
            {
                writer.WriteNullValue();
            }
            else if (branch.Option!.Format.IsBare)
            {
                writer.WriteRawValue(branch.Option.Format.Print(value));
            }
            else
            {
                writer.WriteStringValue(branch.Option.Format.Print(value));
            }
        }
        writer.WriteEndObject();
    }
}
