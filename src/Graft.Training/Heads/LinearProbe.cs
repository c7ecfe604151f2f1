using System.Numerics.Tensors;
using Graft.Inference;
using Graft.Recipes;

namespace Graft.Training.Heads;

/// <summary>Logistic regression on fixed features: the best head that a frozen backbone can have, found to convergence in seconds.</summary>
/// <remarks>
/// Features are standardised on the training pictures. The penalty is picked by cross-validation inside the training pictures, from strong to weak, each fit beginning at its neighbour's solution, until the held-out loss rises.
/// What is returned acts on the raw features. Rows that do not fit into memory are read again in each pass.
/// </remarks>
public static class LinearProbe
{
    /// <summary>L2 penalties tried, on weights of standardised features and the mean loss.</summary>
    public static IReadOnlyList<double> Penalties { get; } = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

    private const int Folds = 3;

    /// <summary>From so many pictures on a single part is held out: its loss is known well enough.</summary>
    private const int ManyPictures = 10_000;

    /// <summary>Shares of the first gradient's norm at which a fit ends.</summary>
    private const double Rough = 1e-3, Fine = 1e-4;

    /// <summary>Fits a head.</summary>
    /// <param name="classWeights">What an error on each class costs; null for 1.</param>
    /// <param name="mostInMemory">Bytes of features up to which they are held in memory.</param>
    public static LinearHead Fit(LabelledFeatures features, int classes, long seed, float[]? classWeights = null, long mostInMemory = 256 << 20)
    {
        int pictures = features.Count / features.RowsPerPicture;
        Range[] folds = FoldsOf(pictures, features.RowsPerPicture, out int tried);
        StandardRows rows = new(features.Rows, Order(pictures, features.RowsPerPicture, folds, seed), mostInMemory);
        PassBuffers buffers = new(rows, classes);
        Lbfgs solver = new();
        float[] solution = new float[buffers.Length];
        SoftmaxObjective objective = new(rows, features.Labels, classWeights, classes, [new(0, rows.Count)], buffers);
        double scale = solver.SlopeAt(objective.Value, solution);
        (double penalty, double temperature) = (0.03, 1);
        if (folds.Length > 0)
        {
            (penalty, temperature) = Choose(rows, features.Labels, classes, classWeights, folds, tried, buffers, solver, solution);
        }
        objective.Penalty = penalty;
        solver.Minimize(objective.Value, solution, tolerance: Fine, scale: scale);
        (double loss, double accuracy) = Quality(objective, solution);
        (float[] weight, float[] bias) = Raw(solution, rows, classes);
        return new(weight, bias, penalty, temperature, objective.Evaluations, loss, accuracy);
    }

    /// <summary>Ranges of rows, each to be held out once; none where there are too few pictures.</summary>
    private static Range[] FoldsOf(int pictures, int views, out int tried)
    {
        bool many = pictures >= ManyPictures;
        int folds = many ? 5 : pictures >= 2 * Folds ? Folds : 0;
        tried = many ? 1 : folds;
        return [.. Enumerable.Range(0, folds).Select(fold => new Range((int)((long)pictures * fold / folds) * views, (int)((long)pictures * (fold + 1) / folds) * views))];
    }

    /// <summary>Pictures drawn into folds by chance; within one they keep their order, so that a file is read from front to back.</summary>
    private static int[] Order(int pictures, int views, Range[] folds, long seed)
    {
        int[] drawn = new AddressedRandom(seed, AddressedRandom.Word("folds")).NextPermutation(pictures);
        foreach (Range fold in folds)
        {
            Array.Sort(drawn, fold.Start.Value / views, (fold.End.Value - fold.Start.Value) / views);
        }
        return [.. drawn.SelectMany(picture => Enumerable.Range(picture * views, views))];
    }

    /// <param name="start">Zero; then a point near the solution for the penalty.</param>
    private static (double Penalty, double Temperature) Choose(StandardRows rows, int[] labels, int classes, float[]? weights, Range[] folds, int tried, PassBuffers buffers, Lbfgs solver, float[] start)
    {
        (SoftmaxObjective Fit, SoftmaxObjective Held, float[] Point)[] fits =
        [
            .. folds.Take(tried).Select(fold =>
            {
                SoftmaxObjective fit = new(rows, labels, weights, classes, [new(0, fold.Start), new(fold.End, rows.Count)], buffers);
                return (fit, new SoftmaxObjective(rows, labels, weights, classes, [fold], buffers), new float[fit.Length]);
            }),
        ];
        double scale = solver.SlopeAt(fits[0].Fit.Value, start);
        (double Penalty, double Temperature) best = default;
        double least = double.PositiveInfinity;
        for (int i = Penalties.Count - 1; i >= 0; i--)
        {
            HeldOutLoss loss = new();
            foreach ((SoftmaxObjective fit, SoftmaxObjective held, float[] point) in fits)
            {
                fit.Penalty = Penalties[i];
                solver.Minimize(fit.Value, point, tolerance: Rough, scale: scale);
                loss.Add(held, point, (long)rows.Count * classes);
            }
            if (loss.Plain >= least)
            {
                break; // from here on weaker penalties only fit the pictures at hand better
            }
            least = loss.Plain;
            best = (Penalties[i], loss.Temperature);
            Mean([.. fits.Select(fit => fit.Point)], start);
        }
        return best;
    }

    private static void Mean(float[][] points, float[] mean)
    {
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = 0;
            foreach (float[] point in points)
            {
                sum += point[i];
            }
            mean[i] = (float)sum / points.Length;
        }
    }

    private static (double Loss, double Accuracy) Quality(SoftmaxObjective objective, float[] point)
    {
        var sums = new (double Loss, double Weight, long Right, long Rows)[objective.Parts];
        objective.ForEachBlock(point, (part, block, logits) =>
        {
            int classes = logits.Length / (block.End.Value - block.Start.Value);
            ref (double Loss, double Weight, long Right, long Rows) mine = ref sums[part];
            for (int row = 0; row < logits.Length / classes; row++)
            {
                ReadOnlySpan<float> one = logits.Slice(row * classes, classes);
                int label = objective.LabelOf(block.Start.Value + row), named = TensorPrimitives.IndexOfMax(one);
                double total = 0, weight = objective.WeightOf(label);
                foreach (float logit in one)
                {
                    total += Math.Exp(logit - one[named]);
                }
                mine.Loss += weight * (Math.Log(total) + one[named] - one[label]);
                mine.Weight += weight;
                mine.Right += named == label ? 1 : 0;
                mine.Rows++;
            }
        });
        return (sums.Sum(sum => sum.Loss) / sums.Sum(sum => sum.Weight), (double)sums.Sum(sum => sum.Right) / sums.Sum(sum => sum.Rows));
    }

    /// <summary>The same layer for features as they come: w / σ, and b − Σ w μ / σ.</summary>
    private static (float[] Weight, float[] Bias) Raw(float[] solution, StandardRows rows, int classes)
    {
        int width = rows.Width;
        var weight = new float[classes * width];
        var bias = new float[classes];
        for (int label = 0; label < classes; label++)
        {
            double shift = solution[(classes * rows.Stride) + label];
            for (int feature = 0; feature < width; feature++)
            {
                float value = solution[(label * rows.Stride) + feature] * rows.InverseDeviation[feature];
                weight[(label * width) + feature] = value;
                shift -= (double)value * rows.Mean[feature];
            }
            bias[label] = (float)shift;
        }
        return (weight, bias);
    }
}
