using System.Numerics.Tensors;
using Graft.Recipes;

namespace Graft.Training.Curves;

/// <summary>The same curves as they might have come out: with other draws to learn from, and other pictures to measure on.</summary>
/// <remarks>
/// A bootstrap over both (Owen 2007, doi:10.1214/07-AOAS122: rows and columns drawn again independently; it errs, slightly, towards too wide). Of D draws D − 1 are drawn again, which makes the variance of few draws come out right (Rao and Wu 1988).
/// All networks and steps share draws and pictures, so that what is hard for all of them widens no difference.
/// </remarks>
internal sealed class CurveReplicas
{
    private const int Replicas = 1000;

    private readonly double[][][] shares; // replica, network, step

    /// <param name="right">For each network, step and draw, 1 for each picture named right and 0 for each other.</param>
    public CurveReplicas(float[][][][] right, long seed, CancellationToken stop)
    {
        int pictures = right[0][0][0].Length, most = right[0].Max(step => step.Length);
        shares = new double[Replicas][][];
        Parallel.For(0, Replicas, new() { MaxDegreeOfParallelism = Inference.PhysicalCores.Count, CancellationToken = stop }, replica =>
        {
            AddressedRandom random = new(seed, AddressedRandom.Word("replicas"), replica);
            float[] weights = new float[pictures];
            for (int i = 0; i < pictures; i++)
            {
                weights[random.Next(pictures)]++;
            }
            double[] chances = new double[most];
            for (int i = 0; i < most; i++)
            {
                chances[i] = random.NextDouble();
            }
            shares[replica] = [.. right.Select(network => network.Select(step => Share(step, weights, chances)).ToArray())];
        });
    }

    /// <summary>Something of every replica, ascending.</summary>
    /// <param name="of">Given the shares named right by network and step.</param>
    public double[] Sorted(Func<double[][], double> of) => [.. shares.Select(of).Order()];

    /// <summary>A value with the 2.5 and 97.5 % percentiles of its replicas.</summary>
    public Estimate Around(double value, Func<double[][], double> of)
    {
        double[] sorted = Sorted(of);
        return new(value, sorted[(int)(0.025 * Replicas)], sorted[(int)(0.975 * Replicas) - 1]);
    }

    /// <summary>The variance of a share; never less than a picture that was named right by luck makes.</summary>
    public double Variance(int network, int step, int pictures)
    {
        double mean = shares.Average(replica => replica[network][step]);
        return Math.Max(shares.Average(replica => Math.Pow(replica[network][step] - mean, 2)), 1 / Math.Pow(pictures, 2));
    }

    private static double Share(float[][] draws, float[] weights, double[] chances)
    {
        int again = Math.Max(1, draws.Length - 1);
        double sum = 0;
        for (int i = 0; i < again; i++)
        {
            sum += TensorPrimitives.Dot<float>(draws[(int)(chances[i] * draws.Length)], weights);
        }
        return sum / again / weights.Length;
    }
}
