using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Graft.Recipes;

namespace Graft.Inference;

/// <summary>Finds rows of features that point the same way, without comparing all with all.</summary>
/// <remarks>
/// Random hyperplanes (Charikar 2002, "Similarity Estimation Techniques from Rounding Algorithms"): a row's signs against 14 of them name a bucket, in each of 24 tables, and only rows that share a bucket are compared.
/// The mean is taken off first, since features that are never negative all point into one corner. Two rows at a cosine of .9 share a bucket with a probability above .99, two unrelated ones hardly ever.
/// </remarks>
public static class NearFeatures
{
    private const int Tables = 24, Planes = 14;

    /// <summary>Rows of one bucket that are compared with a row: a bucket of thousands shall not take a day.</summary>
    private const int MostCompared = 500;

    /// <summary>Pairs of rows whose cosine, with the mean taken off, is no less than asked for; the first is the smaller number.</summary>
    public static IReadOnlyList<(int One, int Other, float Cosine)> Pairs(FeatureRows rows, float least, long seed = 0, CancellationToken stop = default)
    {
        float[][] unit = Units(rows);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = PhysicalCores.Count, CancellationToken = stop };
        ConcurrentDictionary<(int, int), float> found = [];
        for (int table = 0; table < Tables; table++)
        {
            float[][] planes = [.. Enumerable.Range(0, Planes).Select(plane => Plane(rows.Width, seed, table, plane))];
            int[] buckets = new int[unit.Length];
            Parallel.For(0, unit.Length, parallel, row =>
            {
                for (int plane = 0; plane < Planes; plane++)
                {
                    buckets[row] |= TensorPrimitives.Dot<float>(unit[row], planes[plane]) > 0 ? 1 << plane : 0;
                }
            });
            Parallel.ForEach(Enumerable.Range(0, unit.Length).GroupBy(row => buckets[row]).Select(bucket => bucket.ToArray()), parallel, bucket =>
            {
                for (int i = 0; i < bucket.Length; i++)
                {
                    for (int j = i + 1; j < Math.Min(bucket.Length, i + 1 + MostCompared); j++)
                    {
                        if (TensorPrimitives.Dot<float>(unit[bucket[i]], unit[bucket[j]]) is var cosine && cosine >= least)
                        {
                            found[(bucket[i], bucket[j])] = cosine;
                        }
                    }
                }
            });
        }
        return [.. found.Select(pair => (pair.Key.Item1, pair.Key.Item2, pair.Value)).Order()];
    }

    private static float[][] Units(FeatureRows rows)
    {
        float[][] unit = [.. Enumerable.Range(0, rows.Count).Select(_ => new float[rows.Width])];
        float[] mean = new float[rows.Width];
        for (int row = 0; row < unit.Length; row++)
        {
            rows.Read(row, unit[row]);
            TensorPrimitives.MultiplyAdd(unit[row], 1f / unit.Length, mean, mean);
        }
        foreach (float[] row in unit)
        {
            TensorPrimitives.Subtract(row, mean, row);
            float length = TensorPrimitives.Norm<float>(row);
            TensorPrimitives.Multiply(row, length > 0 ? 1 / length : 0, row);
        }
        return unit;
    }

    private static float[] Plane(int width, long seed, int table, int plane)
    {
        AddressedRandom random = new(seed, table, plane);
        float[] normal = new float[width];
        for (int i = 0; i < width; i++)
        {
            normal[i] = (float)random.NextNormal();
        }
        return normal;
    }
}
