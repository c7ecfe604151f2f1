using Graft.Recipes;

namespace Graft.Inference.Comparison;

/// <summary>The interval of a mean difference between two classifiers on the same pictures.</summary>
/// <remarks>Efron 1979, percentiles of the means of pictures drawn again with replacement; each picture keeps its pair, so what makes a picture hard for both does not widen the interval.</remarks>
public static class PairedBootstrap
{
    private const int Draws = 10_000;

    /// <summary>The 2.5 and 97.5 % percentiles of the mean; always the same for the same numbers.</summary>
    /// <param name="differences">Second minus first, picture by picture.</param>
    public static (double Low, double High) Interval(IReadOnlyList<double> differences, long seed = 0)
    {
        if (differences.Count == 0)
        {
            return (0, 0);
        }
        // Accuracy has three values only: drawing from their counts is drawing from the pictures, and quick for any number of them.
        double[] values = [.. differences.Distinct().Order()];
        double[] means = values.Length <= 3 ? FewValues(differences, values, seed) : AnyValues([.. differences], seed);
        Array.Sort(means);
        return (means[(int)(0.025 * Draws)], means[(int)(0.975 * Draws) - 1]);
    }

    private static double[] AnyValues(double[] differences, long seed)
    {
        double[] means = new double[Draws];
        Parallel.For(0, Draws, draw =>
        {
            AddressedRandom random = new(seed, draw);
            double sum = 0;
            for (int i = 0; i < differences.Length; i++)
            {
                sum += differences[random.Next(differences.Length)];
            }
            means[draw] = sum / differences.Length;
        });
        return means;
    }

    private static double[] FewValues(IReadOnlyList<double> differences, double[] values, long seed)
    {
        int[] counts = [.. values.Select(value => differences.Count(difference => difference == value))];
        double[] means = new double[Draws];
        Parallel.For(0, Draws, draw =>
        {
            AddressedRandom random = new(seed, draw);
            double sum = 0;
            for (int i = 0; i < differences.Count; i++)
            {
                int picked = random.Next(differences.Count), value = 0;
                while (picked >= counts[value])
                {
                    picked -= counts[value++];
                }
                sum += values[value];
            }
            means[draw] = sum / differences.Count;
        });
        return means;
    }
}
