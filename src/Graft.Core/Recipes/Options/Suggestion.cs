namespace Graft.Recipes.Options;

/// <summary>What somebody may have meant by a name that does not exist.</summary>
internal static class Suggestion
{
    /// <summary>Words that other programs use for options of ours.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lr"] = "training.rate",
        ["learningRate"] = "training.rate",
        ["learning_rate"] = "training.rate",
        ["epochs"] = "training.length",
        ["steps"] = "training.length",
        ["batchSize"] = "training.batch",
        ["batch_size"] = "training.batch",
        ["scheduler"] = "training.schedule",
        ["wd"] = "training.optimizer.weightDecay",
        ["weight_decay"] = "training.optimizer.weightDecay",
        ["label_smoothing"] = "training.labelSmoothing",
        ["workers"] = "data.loaderThreads",
        ["num_workers"] = "data.loaderThreads",
        ["dropout"] = "model.headDropout",
    };

    /// <summary>The nearest of the known paths; null when none is near.</summary>
    public static string? For(string path, IReadOnlyCollection<string> known)
    {
        string last = path[(path.LastIndexOf('.') + 1)..];
        if (known.FirstOrDefault(each => each.Equals(path, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            return same;
        }
        if (Elsewhere.TryGetValue(last, out string? ours))
        {
            return ours;
        }
        string[] elsewhere = [.. known.Where(each => each[(each.LastIndexOf('.') + 1)..].Equals(last, StringComparison.OrdinalIgnoreCase))];
        if (elsewhere.Length > 0)
        {
            return elsewhere.MinBy(each => Distance(each, path));
        }
        string? nearest = known.MinBy(each => Distance(each, path));
        return nearest is not null && Distance(nearest, path) <= Math.Max(2, path.Length / 4) ? nearest : null;
    }

    /// <summary>Letters to insert, remove or replace to make one text of the other (Levenshtein 1966); texts are cut to 100 letters.</summary>
    public static int Distance(string left, string right)
    {
        const int Longest = 100;
        ReadOnlySpan<char> from = left.AsSpan(0, Math.Min(left.Length, Longest));
        ReadOnlySpan<char> to = right.AsSpan(0, Math.Min(right.Length, Longest));
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 0; i < from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < to.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(from[i]) == char.ToLowerInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }
        return row[^1];
    }
}
