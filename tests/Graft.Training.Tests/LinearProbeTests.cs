using System.Collections.Concurrent;
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
        float[] found = new float[5];
        new Lbfgs().Minimize((point, gradient) =>
        {
            double value = 0;
            for (int i = 0; i < point.Length; i++)
            {
                float apart = point[i] - goal[i];
                gradient[i] = 2 * scale[i] * apart;
                value += scale[i] * (double)apart * apart;
            }
            return value;
        }, found, tolerance: 1e-6);
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
        float[] values = Values(features);
        for (int i = 0; i < features.Count; i++)
        {
            values[(i * 5) + 4] = i == 7 ? 1e-7f : 0; // nearly constant
        }
        LinearHead head = LinearProbe.Fit(features with { Rows = FeatureRows.Of(values, 5) }, 2, seed: 0);
        Assert.InRange(Math.Abs(head.Weight[4]), 0, 1);
    }

    [Fact]
    public void Rows_read_again_in_each_pass_give_the_head_that_rows_in_memory_give()
    {
        LabelledFeatures features = Blobs(500, 21, 3, 5, spread: 0.5);
        LinearHead held = LinearProbe.Fit(features, 3, seed: 2), read = LinearProbe.Fit(features, 3, seed: 2, mostInMemory: 0);
        Assert.Equal(held.Weight, read.Weight);
        Assert.Equal(held.Bias, read.Bias);
    }

    /// <summary>100,000 rows of a file would be read as these are made: one by one, into the same few blocks.</summary>
    [Fact]
    public void A_hundred_thousand_rows_train_a_head_in_a_fraction_of_their_size()
    {
        const int count = 100_000, width = 128, classes = 3;
        MadeRows rows = new(count, width, classes);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        LinearHead head = LinearProbe.Fit(new(rows, [.. Enumerable.Range(0, count).Select(row => row % classes)]), classes, seed: 1, mostInMemory: 1 << 20);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.InRange(allocated, 0, rows.Bytes / 4);
        Assert.True(rows.Reads >= 3 * count, "the rows were not read again");
        Assert.InRange(head.Accuracy, 0.9, 1);
    }

    /// <summary>Of a thousand classes a head is megabytes, and each fit takes dozens of steps; all that is allocated from first to last is bounded, and so is what is in memory at once.</summary>
    [Fact]
    public void Many_classes_are_fitted_in_the_memory_of_some_dozens_of_heads()
    {
        const int count = 400, width = 256, classes = 400, history = 10, folds = 3;
        LabelledFeatures features = Blobs(count, width, classes / 10, 13, spread: 0.2);
        long head = classes * (width + 1) * sizeof(float), before = GC.GetTotalAllocatedBytes(precise: true);
        LinearHead fitted = LinearProbe.Fit(features, classes, seed: 1);
        double heads = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)head;
        Assert.True(fitted.Iterations > history, $"{fitted.Iterations} steps are too few to tell");
        // The solver's history and five points beside it; a point for each fold, their mean, and what is returned; the parts of a pass; and for all else ten.
        Assert.InRange(heads, 2 * history, (2 * history) + 5 + folds + 2 + StandardRows.PartsOf(count) + 10);
    }

    [Fact]
    public void Gradients_that_wait_for_memory_add_up_to_the_same_bits()
    {
        const int count = 1100, classes = 4;
        LabelledFeatures features = Blobs(count, 33, classes, 6, spread: 0.4);
        StandardRows rows = new(features.Rows, [.. Enumerable.Range(0, count)], long.MaxValue);
        PassBuffers few = new(rows, classes, gradientBytes: 0);
        SoftmaxObjective all = new(rows, features.Labels, null, classes, [new(0, count)]), some = new(rows, features.Labels, null, classes, [new(0, count)], few);
        float[] point = [.. Enumerable.Range(0, all.Length).Select(i => (float)Math.Sin(i))], first = new float[point.Length], again = new float[point.Length];
        Assert.Equal(all.Value(point, first), some.Value(point, again));
        Assert.Equal(first, again);
        ConcurrentBag<PassBuffers.Slot> used = [];
        few.ForEach(16, (_, slot) => used.Add(slot), again);
        Assert.Equal(16, used.Count);
        Assert.InRange(used.Distinct().Count(), 1, PhysicalCores.Count);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        LabelledFeatures features = Blobs(700, 33, 4, 6, spread: 0.4);
        StandardRows rows = new(features.Rows, [.. Enumerable.Range(0, features.Count)], long.MaxValue);
        SoftmaxObjective objective = new(rows, features.Labels, null, 4, [new(0, rows.Count)]);
        float[] point = [.. Enumerable.Range(0, objective.Length).Select(i => (float)Math.Sin(i))], first = new float[point.Length], again = new float[point.Length];
        double value = objective.Value(point, first);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(value, objective.Value(point, again));
            Assert.Equal(first, again);
        }
    }

    [Theory]
    [InlineData(7, 5, 3)]
    [InlineData(1, 1, 2)]
    [InlineData(130, 17, 5)]
    [InlineData(65, 8, 1)]
    public void The_gradient_is_the_slope_of_the_value(int count, int width, int classes)
    {
        LabelledFeatures features = Blobs(count, width, classes, 8, spread: 1);
        StandardRows rows = new(features.Rows, [.. Enumerable.Range(0, count)], 0);
        float[] weights = [.. Enumerable.Range(0, classes).Select(k => 0.5f + k)];
        SoftmaxObjective objective = new(rows, features.Labels, weights, classes, [new(0, count)]) { Penalty = 0.3 };
        AddressedRandom random = new(3);
        float[] point = new float[objective.Length], gradient = new float[objective.Length], unused = new float[objective.Length];
        for (int k = 0; k < classes; k++)
        {
            for (int i = 0; i < width; i++)
            {
                point[(k * rows.Stride) + i] = (float)random.NextNormal() / 4;
            }
            point[(classes * rows.Stride) + k] = (float)random.NextNormal();
        }
        objective.Value(point, gradient);
        foreach (int at in Enumerable.Range(0, classes).SelectMany(k => new[] { k * rows.Stride, (k * rows.Stride) + width - 1, (classes * rows.Stride) + k }))
        {
            const float Step = 1e-2f;
            float kept = point[at];
            point[at] = kept + Step;
            double above = objective.Value(point, unused);
            point[at] = kept - Step;
            double below = objective.Value(point, unused);
            point[at] = kept;
            Assert.Equal((above - below) / (2 * Step), gradient[at], 2e-3);
        }
    }

    [Fact]
    public void Views_of_a_picture_are_held_out_together()
    {
        // Two views of each picture that are alike, and labels that mean nothing: were one view fitted and the other held out, weak penalties would win.
        AddressedRandom random = new(4);
        const int pictures = 120, width = 60;
        float[] values = [.. Enumerable.Range(0, pictures).SelectMany(_ =>
        {
            float[] row = [.. Enumerable.Range(0, width).Select(_ => (float)random.NextNormal())];
            return row.Concat(row);
        })];
        int[] labels = [.. Enumerable.Range(0, pictures).SelectMany(_ => Enumerable.Repeat(random.Next(2), 2))];
        Assert.Equal(LinearProbe.Penalties[^1], LinearProbe.Fit(new(FeatureRows.Of(values, width), labels, RowsPerPicture: 2), 2, seed: 0).Penalty);
        Assert.NotEqual(LinearProbe.Penalties[^1], LinearProbe.Fit(new(FeatureRows.Of(values, width), labels), 2, seed: 0).Penalty);
    }

    /// <summary>Labels that are wrong for a third of the pictures, by chance, make a head too sure of itself on new ones if it is fitted too closely.</summary>
    [Fact]
    public void The_temperature_changes_no_prediction()
    {
        LinearHead head = LinearProbe.Fit(Blobs(300, 40, 3, 9, spread: 0.3), 3, seed: 0), calibrated = head.Calibrated();
        Assert.InRange(head.Temperature, 0.25, 4);
        Assert.All(head.Weight, (value, i) => Assert.Equal(value / head.Temperature, calibrated.Weight[i], 1e-5));
        Assert.All(head.Bias, (value, i) => Assert.Equal(value / head.Temperature, calibrated.Bias[i], 1e-5));
    }

    [Fact]
    public void A_class_that_counts_more_is_named_more_often()
    {
        LabelledFeatures features = Blobs(300, 4, 2, 11, spread: 0.3);
        int Named(float[]? weights)
        {
            LinearHead head = LinearProbe.Fit(features, 2, seed: 0, weights);
            return Enumerable.Range(0, features.Count).Count(i => Logits(head, features, i, 2) is var logits && logits[1] > logits[0]);
        }
        Assert.True(Named([1, 5]) > Named(null));
        Assert.True(Named(null) > Named([5, 1]));
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
        return new(FeatureRows.Of(values, width), labels);
    }

    private static float[] Values(LabelledFeatures features) => [.. Enumerable.Range(0, features.Count).SelectMany(row => RowOf(features, row))];

    private static float[] RowOf(LabelledFeatures features, int row)
    {
        float[] values = new float[features.Width];
        features.Rows.Read(row, values);
        return values;
    }

    private static double[] Logits(LinearHead head, LabelledFeatures features, int row, int classes)
    {
        float[] values = RowOf(features, row);
        return [.. Enumerable.Range(0, classes).Select(k => head.Bias[k] + Enumerable.Range(0, features.Width).Sum(j => (double)head.Weight[(k * features.Width) + j] * values[j]))];
    }

    private static double[] Residual(LinearHead head, LabelledFeatures features, int row, int classes)
    {
        double[] logits = Logits(head, features, row, classes);
        double top = logits.Max(), total = logits.Sum(logit => Math.Exp(logit - top));
        return [.. logits.Select((logit, k) => (Math.Exp(logit - top) / total) - (features.Labels[row] == k ? 1 : 0))];
    }

    /// <summary>Rows worked out when they are asked for: a centre for each class, and noise.</summary>
    private sealed class MadeRows(int count, int width, int classes) : FeatureRows
    {
        private readonly float[] noise = Noise();
        private long reads;

        public override int Count => count;

        public override int Width => width;

        public long Bytes => (long)count * width * sizeof(float);

        public long Reads => reads;

        public override void Read(int row, Span<float> into)
        {
            Interlocked.Increment(ref reads);
            int start = (int)((uint)row * 2654435761 % 3800);
            for (int i = 0; i < width; i++)
            {
                into[i] = noise[start + i] + ((i % classes) == row % classes ? 0.4f : 0);
            }
        }

        private static float[] Noise()
        {
            AddressedRandom random = new(12);
            return [.. Enumerable.Range(0, 4096).Select(_ => (float)random.NextNormal())];
        }
    }
}
