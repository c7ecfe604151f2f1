using System.Globalization;

namespace Graft.Inference;

/// <summary>What came of answering only from a probability on.</summary>
/// <param name="Threshold">The least probability of the named class that is answered.</param>
/// <param name="Accepted">Pictures answered.</param>
/// <param name="Right">Of those, named right.</param>
public readonly record struct AbstentionRow(float Threshold, int Accepted, int Right);

/// <summary>A probability from which on a model answers.</summary>
/// <param name="Threshold">The least probability of the named class that is answered.</param>
/// <param name="Coverage">The share of the validation pictures that were answered.</param>
/// <param name="Accuracy">The share of those that were named right, with its interval.</param>
/// <param name="IsSure">Whether the wished accuracy holds for other pictures of the kind with 90 % confidence; else only for the validation pictures themselves.</param>
public sealed record AbstentionChoice(float Threshold, double Coverage, Proportion Accuracy, bool IsSure);

/// <summary>How often a model was right on the validation pictures, from which probability on: what it takes to refuse wisely.</summary>
/// <param name="Pictures">Validation pictures.</param>
/// <param name="Rows">By rising threshold; the first answers all.</param>
/// <remarks>Selective classification, Geifman and El-Yaniv 2017 (arXiv:1705.08500): the threshold is picked by a bound on the accuracy, not by the accuracy that happened to come out.</remarks>
public sealed record AbstentionTable(int Pictures, IReadOnlyList<AbstentionRow> Rows)
{
    /// <summary>Rows kept in a model file at most.</summary>
    private const int MostRows = 64;

    /// <summary>Fewer answers than these prove nothing.</summary>
    private const int LeastAnswers = 10;

    /// <summary>The normal quantile of 90 %.</summary>
    private const double Quantile = 1.2815515655446004;

    /// <summary>Counts on labelled pictures.</summary>
    /// <param name="outcomes">With calibrated logits.</param>
    public static AbstentionTable Of(LabelledLogits outcomes)
    {
        (float Confidence, bool IsRight)[] sorted = [.. outcomes.Confidences().OrderByDescending(pair => pair.Confidence)];
        List<AbstentionRow> rows = [];
        int right = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            right += sorted[i].IsRight ? 1 : 0;
            if (i + 1 == sorted.Length || sorted[i + 1].Confidence < sorted[i].Confidence)
            {
                rows.Add(new(sorted[i].Confidence, i + 1, right));
            }
        }
        rows.Reverse();
        int[] kept = [.. Enumerable.Range(0, Math.Min(MostRows, rows.Count)).Select(at => (int)Math.Round(at * (rows.Count - 1.0) / Math.Max(1, Math.Min(MostRows, rows.Count) - 1)))];
        return new(sorted.Length, [.. kept.Select(at => rows[at])]);
    }

    /// <summary>The lowest threshold from which on the model is right as often as wished.</summary>
    /// <param name="accuracy">Above 0 and below 1.</param>
    /// <returns>Null where no threshold reaches it on the validation pictures.</returns>
    public AbstentionChoice? For(double accuracy)
    {
        foreach (AbstentionRow row in Rows.Where(row => row.Accepted >= LeastAnswers && LowerBound(row) >= accuracy).Take(1))
        {
            return ChoiceOf(row, isSure: true);
        }
        foreach (AbstentionRow row in Rows.Where(row => row.Accepted >= LeastAnswers && row.Right >= accuracy * row.Accepted).Take(1))
        {
            return ChoiceOf(row, isSure: false);
        }
        return null;
    }

    /// <summary>The highest accuracy that some threshold reaches, with that threshold; null without rows enough.</summary>
    public AbstentionChoice? Best()
    {
        AbstentionRow[] rows = [.. Rows.Where(row => row.Accepted >= LeastAnswers)];
        return rows.Length == 0 ? null : ChoiceOf(rows.MaxBy(row => (row.Right / (double)row.Accepted, row.Accepted)), isSure: false);
    }

    /// <summary>What a threshold of one's own gave on the validation pictures.</summary>
    public AbstentionChoice At(float threshold)
    {
        AbstentionRow row = Rows.FirstOrDefault(row => row.Threshold >= threshold, new(threshold, 0, 0));
        return ChoiceOf(row with { Threshold = threshold }, isSure: false);
    }

    /// <summary>As text for a model's metadata: the number of pictures, then each row; any culture reads it.</summary>
    internal string ToText() => string.Join(';', Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Threshold:R},{row.Accepted},{row.Right}")).Prepend(Pictures.ToString(CultureInfo.InvariantCulture)));

    /// <exception cref="FormatException">It is no such text.</exception>
    internal static AbstentionTable Parse(string text)
    {
        string[] parts = text.Split(';', MostRows + 2);
        int pictures = int.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture);
        AbstentionRow[] rows = [.. parts.Skip(1).Select(part => part.Split(',') is [var threshold, var accepted, var right]
            ? new AbstentionRow(float.Parse(threshold, NumberStyles.Float, CultureInfo.InvariantCulture), int.Parse(accepted, NumberStyles.None, CultureInfo.InvariantCulture), int.Parse(right, NumberStyles.None, CultureInfo.InvariantCulture))
            : throw new FormatException("a row is threshold,accepted,right"))];
        bool rises = rows.Zip(rows.Skip(1)).All(pair => pair.First.Threshold < pair.Second.Threshold && pair.First.Accepted >= pair.Second.Accepted);
        return rows.Length <= MostRows && rises && rows.All(row => row.Threshold is > 0 and <= 1 && row.Accepted <= pictures && row.Right <= row.Accepted) ? new(pictures, rows)
            : throw new FormatException("its rows contradict each other");
    }

    private static double LowerBound(AbstentionRow row)
    {
        double n = row.Accepted, share = row.Right / n, spread = Quantile * Quantile / n;
        return (share + (spread / 2) - (Quantile * Math.Sqrt((share * (1 - share) / n) + (spread / (4 * n))))) / (1 + spread);
    }

    private AbstentionChoice ChoiceOf(AbstentionRow row, bool isSure) => new(row.Threshold, row.Accepted / (double)Math.Max(1, Pictures), Proportion.Of(row.Right, row.Accepted), isSure);
}
