namespace Graft.Imaging;

/// <summary>Many things in one line of a message.</summary>
internal static class Several
{
    /// <summary>The first few, and how many more.</summary>
    public static string Of(IReadOnlyCollection<string> things, int shown = 5) =>
        string.Join(", ", things.Take(shown)) + (things.Count > shown ? $" and {things.Count - shown} more" : "");

    /// <summary>A count with its noun in the singular or plural.</summary>
    public static string Count(int count, string noun, string? plural = null) => count == 1 ? $"1 {noun}" : $"{count} {plural ?? noun + "s"}";
}
