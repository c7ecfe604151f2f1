namespace Graft.Cli.CommandLine;

/// <summary>Names that were probably meant by a mistyped one.</summary>
internal static class NearNames
{
    /// <summary>At most two known names that few edits turn the given one into, or that it begins; nearest first.</summary>
    public static IReadOnlyList<string> Of(string given, IEnumerable<string> known)
    {
        int bound = Math.Max(1, given.TrimStart('-').Length / 3);
        return [.. known.Distinct()
            .Select(name => (Name: name, Edits: given.TrimStart('-').Length > 2 && name.StartsWith(given, StringComparison.OrdinalIgnoreCase) ? 1 : Edits(given.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(row => row.Edits <= bound).OrderBy(row => row.Edits).Take(2).Select(row => row.Name)];
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one text into the other (Damerau 1964, optimal string alignment).</summary>
    internal static int Edits(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }
        return cost[from.Length, to.Length];
    }
}
