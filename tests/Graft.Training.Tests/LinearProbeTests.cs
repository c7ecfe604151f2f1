using Graft.Inference;
using Graft.Recipes;
using Graft.Training.Heads;

namespace Graft.Training.Tests;

public class LinearProbeTests
{
    [Fact]
    public void Lbfgs_finds_the_minimum_of_a_badly_scaled_bowl()
    {
        float[] scale = [1, 10, 100, 1000, 3], goal = [1, -2, 3, -4, 5];
        float[] found = Lbfgs.Minimize((point, gradient) =>
        {
            double value = 0;
            for (int i = 0; i < point.Length; i++)
            {
                float apart = point[i] - goal[i];
                gradient[i] = 2 * scale[i] * apart;
                value += scale[i] * (double)apart * apart;
            }
            return value;
        }, new float[5], tolerance: 1e-6);
        Assert.All(found, (value, i) => Assert.Equal(goal[i], value, 1e-2));
    }

    /// <summary>At the minimum of mean cross-entropy + λ/2 |w|², the mean residual is zero (bias) and the features' mean product with it is −λ w.</summary>
    [Fact]
    public void The_head_is_a_stationary_point_on_standardised_features()
    {
        const int count = 300, width = 6, classes = 3;
        LabelledFeatures features = Blobs(count, width, classes, 1, spread: 2);
        LinearHead head = LinearProbe.Fit(features, classes, seed: 4);
        double[] meanResidual = new double[classes];
        for (int i = 0; i < count; i++)
        {
            double[] residual = Residual(head, features, i, classes);
            for (int k = 0; k < classes; k++)
            {
                meanResidual[k] += residual[k] / count;
            }
        }
        Assert.All(meanResidual, value => Assert.Equal(0, value, 2e-3));
        Assert.Contains(head.Penalty, LinearProbe.Penalties);
    }

    [Fact]
    public void Separable_classes_are_told_apart_and_new_pictures_too()
    {
        LinearHead head = LinearProbe.Fit(Blobs(300, 8, 4, 1, spread: 4), 4, seed: 0);
        LabelledFeatures fresh = Blobs(200, 8, 4, 2, spread: 4);
        int right = Enumerable.Range(0, fresh.Count).Count(i =>
        {
            double[] logits = Logits(head, fresh, i, 4);
            return Array.IndexOf(logits, logits.Max()) == fresh.Labels[i];
        });
        Assert.InRange(right, 190, 200);
    }

    [Fact]
    public void A_feature_that_hardly_varies_gets_no_giant_weight()
    {
        LabelledFeatures features = Blobs(120, 5, 2, 3, spread: 3);
        for (int i = 0; i < features.Count; i++)
        {
            features.Values[(i * 5) + 4] = i == 7 ? 1e-7f : 0; // nearly constant
        }
        LinearHead head = LinearProbe.Fit(features, 2, seed: 0);
        Assert.InRange(Math.Abs(head.Weight[4]), 0, 1);
    }

    private static LabelledFeatures Blobs(int count, int width, int classes, long seed, double spread)
    {
        AddressedRandom centres = new(77), random = new(seed);
        double[] centre = [.. Enumerable.Range(0, classes * width).Select(_ => centres.NextNormal() * spread)];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        float[] values = new float[count * width];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(centre[(labels[i / width] * width) + (i % width)] + random.NextNormal());
        }
        return new(values, width, labels);
    }

    private static double[] Logits(LinearHead head, LabelledFeatures features, int row, int classes) =>
        [.. Enumerable.Range(0, classes).Select(k => head.Bias[k] + Enumerable.Range(0, features.Width).Sum(j => (double)head.Weight[(k * features.Width) + j] * features.Values[(row * features.Width) + j]))];

    private static double[] Residual(LinearHead head, LabelledFeatures features, int row, int classes)
    {
        double[] logits = Logits(head, features, row, classes);
        double top = logits.Max(), total = logits.Sum(logit => Math.Exp(logit - top));
        return [.. logits.Select((logit, k) => (Math.Exp(logit - top) / total) - (features.Labels[row] == k ? 1 : 0))];
    }
}
