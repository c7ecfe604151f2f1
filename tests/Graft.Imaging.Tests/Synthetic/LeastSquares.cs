namespace Graft.Imaging.Tests.Synthetic;

/// <summary>The simplest classifier there is: a linear map to one-of-k targets by ridge regression.</summary>
internal static class LeastSquares
{
    /// <summary>Weights (features, classes) that solve (XᵀX + ridge · I) W = XᵀY.</summary>
    public static double[,] Fit((double[] Features, int Label)[] samples, int classes, double ridge)
    {
        int n = samples[0].Features.Length;
        double[,] system = new double[n, n + classes];
        foreach ((double[] features, int label) in samples)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    system[i, j] += features[i] * features[j];
                }
                system[i, n + label] += features[i];
            }
        }
        for (int i = 0; i < n; i++)
        {
            system[i, i] += ridge;
        }
        // Gauss and Jordan; the matrix is positive definite, so no pivot vanishes.
        for (int pivot = 0; pivot < n; pivot++)
        {
            for (int row = 0; row < n; row++)
            {
                double factor = row == pivot ? 0 : system[row, pivot] / system[pivot, pivot];
                for (int column = pivot; factor != 0 && column < n + classes; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }
        double[,] weights = new double[n, classes];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < classes; k++)
            {
                weights[i, k] = system[i, n + k] / system[i, i];
            }
        }
        return weights;
    }

    public static int Classify(double[,] weights, double[] features) =>
        Enumerable.Range(0, weights.GetLength(1)).MaxBy(k => Enumerable.Range(0, features.Length).Sum(i => weights[i, k] * features[i]));
}
