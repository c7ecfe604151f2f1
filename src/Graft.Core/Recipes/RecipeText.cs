namespace Graft.Recipes;

/// <summary>Reading of values that a recipe writes as text.</summary>
internal static class RecipeText
{
    /// <summary>What <see cref="IParsable{T}.Parse"/> makes of a text; false, and the default, where it refuses it.</summary>
    public static bool TryParse<T>(string? text, out T result) where T : struct, IParsable<T>
    {
        try
        {
            result = T.Parse(text ?? "", null);
            return true;
        }
        catch (RecipeException)
        {
            result = default;
            return false;
        }
    }
}
