using System.Numerics.Tensors;
using Graft.Inference;
using Graft.Recipes;

namespace Graft.Training.Heads;

/// <summary>What a head says of each picture that was fitted without it.</summary>
public static class CrossValidation
{
    private const int Folds = 5;

    /// <summary>Share of the first gradient's norm at which a fit ends.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Calibrated probabilities of each picture, by heads fitted to the other four fifths of the pictures.</summary>
    /// <remarks>
    /// The penalty and one temperature are those with the smallest loss on the pictures held out, as <see cref="LinearProbe"/> finds them. Each class is dealt evenly to the folds.
    /// </remarks>
    /// <param name="groups">A number for each picture; pictures of one number show one photo and are held out together, or the head would know the answer.</param>
    /// <param name="mostInMemory">Bytes of features up to which they are held in memory.</param>
    /// <returns>(pictures, classes) row-major; the mean of a picture's views.</returns>
    /// <param name="doubted">Pictures that no head is fitted to, though all judge them; null for none.</param>
    public static float[] Probabilities(LabelledFeatures features, int classes, IReadOnlyList<int> groups, long seed, IReadOnlySet<int>? doubted = null, CancellationToken stop = default, long mostInMemory = 256 << 20)
    {
        int views = features.RowsPerPicture;
        (int[] order, (Range Whole, Range Trusted)[] folds) = Deal(features, groups, seed, doubted);
        StandardRows rows = new(features.Rows, [.. order.SelectMany(picture => Enumerable.Range(picture * views, views))], mostInMemory);
        PassBuffers buffers = new(rows, classes);
        Lbfgs solver = new();
        (SoftmaxObjective Fit, SoftmaxObjective Held)[] parts =
        [
            .. folds.Select(fold => (new SoftmaxObjective(rows, features.Labels, null, classes, [.. folds.Where(other => !other.Whole.Equals(fold.Whole)).Select(other => other.Trusted)], buffers), new SoftmaxObjective(rows, features.Labels, null, classes, [fold.Whole], buffers))),
        ];
        float[][] points = [.. parts.Select(_ => new float[buffers.Length])], best = [.. parts.Select(_ => new float[buffers.Length])];
        (double least, double temperature) = (double.PositiveInfinity, 1);
        double scale = solver.SlopeAt(parts[0].Fit.Value, points[0]);
        foreach (double penalty in LinearProbe.Penalties.Reverse())
        {
            HeldOutLoss loss = new();
            for (int fold = 0; fold < parts.Length; fold++)
            {
                stop.ThrowIfCancellationRequested();
                parts[fold].Fit.Penalty = penalty;
                solver.Minimize(parts[fold].Fit.Value, points[fold], tolerance: Tolerance, scale: scale);
                loss.Add(parts[fold].Held, points[fold], (long)rows.Count * classes);
            }
            if (loss.Plain >= least)
            {
                break;
            }
            (least, temperature) = (loss.Plain, loss.Temperature);
            foreach ((int fold, float[] point) in points.Index())
            {
                point.CopyTo(best[fold], 0);
            }
        }
        return Softmax(rows, parts, best, temperature, classes, views);
    }

    /// <summary>Pictures in the order of their folds, and of each fold its rows and those of them that heads are fitted to.</summary>
    private static (int[] Order, (Range Whole, Range Trusted)[] Folds) Deal(LabelledFeatures features, IReadOnlyList<int> groups, long seed, IReadOnlySet<int>? doubted)
    {
        int views = features.RowsPerPicture;
        List<int>[] folds = [.. Enumerable.Range(0, Folds).Select(_ => new List<int>())];
        AddressedRandom random = new(seed, AddressedRandom.Word("held out"));
        int next = 0;
        foreach (int[][] alike in Enumerable.Range(0, groups.Count).GroupBy(picture => groups[picture]).Select(group => group.ToArray()).GroupBy(group => features.Labels[group[0] * views]).OrderBy(group => group.Key).Select(group => group.ToArray()))
        {
            foreach (int group in random.NextPermutation(alike.Length))
            {
                folds[next++ % Folds].AddRange(alike[group]);
            }
        }
        List<int> order = [];
        List<(Range, Range)> ranges = [];
        foreach (List<int> fold in folds.Where(fold => fold.Count > 0))
        {
            int start = order.Count * views, trusted = fold.Count(picture => doubted?.Contains(picture) != true) * views;
            // Beyond that the pictures keep their order, so that a file of features is read from front to back.
            order.AddRange(fold.OrderBy(picture => doubted?.Contains(picture) == true).ThenBy(picture => picture));
            ranges.Add((new(start, order.Count * views), new(start, start + trusted)));
        }
        return ([.. order], [.. ranges]);
    }

    private static float[] Softmax(StandardRows rows, (SoftmaxObjective Fit, SoftmaxObjective Held)[] parts, float[][] points, double temperature, int classes, int views)
    {
        float[] each = new float[rows.Count * classes]; // (rows of the source, classes)
        for (int fold = 0; fold < parts.Length; fold++)
        {
            parts[fold].Held.ForEachBlock(points[fold], (_, block, logits) =>
            {
                TensorPrimitives.Divide(logits, (float)temperature, logits);
                for (int row = block.Start.Value; row < block.End.Value; row++)
                {
                    TensorPrimitives.SoftMax(logits.Slice((row - block.Start.Value) * classes, classes), each.AsSpan(rows.SourceOf(row) * classes, classes));
                }
            });
        }
        float[] means = new float[each.Length / views];
        for (int row = 0; row < rows.Count; row++)
        {
            Span<float> mean = means.AsSpan(row / views * classes, classes);
            TensorPrimitives.MultiplyAdd(each.AsSpan(row * classes, classes), 1f / views, mean, mean);
        }
        return means;
    }
}
