namespace Graft.Imaging;

/// <summary>Says which classes a network could not learn.</summary>
internal static class ClassCheck
{
    public static void Run(Listing listing, List<Entry> entries)
    {
        if (listing.IsSample)
        {
            return;
        }
        HashSet<int> any = [.. entries.Select(entry => entry.Label)], trained = [.. entries.Where(entry => entry.Split == Split.Train).Select(entry => entry.Label)];
        string[] without = [.. listing.Classes.Where((_, label) => !any.Contains(label)).Select(name => $"'{name}'")];
        string[] untrained = [.. listing.Classes.Where((_, label) => any.Contains(label) && !trained.Contains(label)).Select(name => $"'{name}'")];
        if (without.Length > 0)
        {
            listing.Warnings.Add($"{Several.Count(without.Length, "class has", "classes have")} no picture: {Several.Of(without)}.");
        }
        if (trained.Count > 0 && untrained.Length > 0)
        {
            listing.Warnings.Add($"{Several.Count(untrained.Length, "class has", "classes have")} no training picture and cannot be learned: {Several.Of(untrained)}. Add some, or check how the folders are named.");
        }
        if (listing.Classes.Count == 1)
        {
            listing.Warnings.Add($"There is one class only, '{listing.Classes[0]}': a classifier needs two. Give the folder that holds the class folders.");
        }
    }
}
