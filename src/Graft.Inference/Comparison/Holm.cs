namespace Graft.Inference.Comparison;

/// <summary>Several tests at once: the more one looks, the more one finds by chance.</summary>
/// <remarks>Holm 1979 (Scandinavian Journal of Statistics 6, 65–70): the chance that any of the differences called real is none stays below the level, whatever the tests have to do with each other.</remarks>
public static class Holm
{
    /// <summary>Each probability as it would have to be for one test alone; a difference is real at a level if its adjusted probability is no larger.</summary>
    /// <param name="probabilities">Those of the single tests, in any order; the result keeps it.</param>
    public static double[] Adjust(IReadOnlyList<double> probabilities)
    {
        int[] order = [.. Enumerable.Range(0, probabilities.Count).OrderBy(test => probabilities[test])];
        double[] adjusted = new double[probabilities.Count];
        double largest = 0;
        foreach ((int rank, int test) in order.Index())
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - rank) * probabilities[test]));
            adjusted[test] = largest;
        }
        return adjusted;
    }
}
