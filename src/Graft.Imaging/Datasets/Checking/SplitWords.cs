namespace Graft.Imaging;

/// <summary>Splits and places in a data set, in words.</summary>
internal static class SplitWords
{
    public static string Of(Split? split) => split?.ToString().ToLowerInvariant() ?? "no split";

    public static string Place(Split? split, string name) => $"{Of(split)}, {name}";
}
