using System.Numerics.Tensors;

namespace Graft.Inference;

/// <summary>Tells pictures like those of the training from others, by the features and logits of the same run of the network.</summary>
/// <remarks>
/// Two measures, each standardised on the validation pictures and added: the cosine distance of the features to the nearest class mean (of directions, so that faint features do not look familiar), and the energy −ln Σ exp(logit)
/// (Liu et al. 2020, arXiv:2010.03759, equation 6). Features find what the head is blind to, the energy, where it is above the usual, what lies between classes; that the sum of two such measures is better than either is the finding of ViM (Wang et al. 2022, arXiv:2203.10807), which takes the distance to a subspace.
/// Class means are kept as directions in 8 bits: a quarter of the size of the head. docs/trust.md has what was compared.
/// </remarks>
public sealed class DistributionCheck
{
    /// <summary>Validation pictures without which nothing is fitted.</summary>
    public const int LeastPictures = 20;

    private const int Percents = 101;

    private readonly sbyte[] means; // (classes, width), each row a direction times its scale
    private readonly float[] scales, quantiles;
    private readonly Spread energy, distance;

    private DistributionCheck(int classes, int width, sbyte[] means, float[] scales, Spread energy, Spread distance, float[] quantiles)
    {
        (Classes, Width, this.means, this.scales, this.energy, this.distance, this.quantiles) = (classes, width, means, scales, energy, distance, quantiles);
    }

    public int Classes { get; }

    /// <summary>Numbers of a picture's features.</summary>
    public int Width { get; }

    /// <summary>Fits to training pictures where classes lie, and to validation pictures what is usual.</summary>
    /// <returns>Null where there are too few validation pictures, or features do not vary.</returns>
    public static DistributionCheck? Fit(ClassifierOutcomes training, ClassifierOutcomes validation)
    {
        if (validation.Logits.Count < LeastPictures || training.Logits.Count == 0 || validation.Width == 0 || validation.Width != training.Width)
        {
            return null;
        }
        int classes = validation.Logits.Classes, width = validation.Width;
        (sbyte[] means, float[] scales) = Directions(training, classes);
        DistributionCheck raw = new(classes, width, means, scales, new(0, 1), new(0, 1), []);
        float[] energies = [.. Enumerable.Range(0, validation.Logits.Count).Select(at => Energy(validation.Logits.Row(at)))];
        float[] distances = [.. Enumerable.Range(0, validation.Logits.Count).Select(at => raw.Distance(validation.FeaturesOf(at)))];
        if (Spread.Of(energies) is not { } energy || Spread.Of(distances) is not { } distance)
        {
            return null;
        }
        float[] scores = [.. energies.Zip(distances, (e, d) => Sum(energy.Of(e), distance.Of(d))).Order()];
        float[] quantiles = [.. Enumerable.Range(0, Percents).Select(percent => scores[(int)Math.Round(percent / 100.0 * (scores.Length - 1))])];
        return new(classes, width, means, scales, energy, distance, quantiles);
    }

    /// <summary>Judges a picture.</summary>
    /// <param name="features"><see cref="Width"/> numbers.</param>
    /// <param name="logits">Calibrated, as the model makes them.</param>
    public OutOfDistribution Judge(ReadOnlySpan<float> features, ReadOnlySpan<float> logits)
    {
        float score = Sum(energy.Of(Energy(logits)), distance.Of(Distance(features)));
        int above = Array.FindIndex(quantiles, quantile => score <= quantile);
        float percentile = above < 0 ? 1
            : above == 0 ? 0
            : (above - 1 + ((score - quantiles[above - 1]) / (quantiles[above] - quantiles[above - 1]))) / (Percents - 1f);
        return new(score, percentile);
    }

    /// <summary>As text for a model's metadata.</summary>
    internal string ToText()
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        writer.Write(Classes);
        writer.Write(Width);
        float[] numbers = [energy.Mean, energy.Deviation, distance.Mean, distance.Deviation, .. quantiles, .. scales];
        Array.ForEach(numbers, writer.Write);
        Array.ForEach(means, writer.Write);
        return Convert.ToBase64String(bytes.ToArray());
    }

    /// <exception cref="FormatException">It is no such text.</exception>
    internal static DistributionCheck Parse(string text)
    {
        byte[] bytes = Convert.FromBase64String(text);
        if (bytes.Length < 8)
        {
            throw new FormatException("it ends early");
        }
        (int classes, int width) = (BitConverter.ToInt32(bytes, 0), BitConverter.ToInt32(bytes, 4));
        long floats = 4L + Percents + classes;
        if (classes < 1 || width < 1 || bytes.Length != 8 + (sizeof(float) * floats) + ((long)classes * width))
        {
            throw new FormatException($"{bytes.Length} bytes do not hold {classes} classes of {width} features");
        }
        float[] numbers = new float[floats];
        Buffer.BlockCopy(bytes, 8, numbers, 0, numbers.Length * sizeof(float));
        sbyte[] means = new sbyte[classes * width];
        Buffer.BlockCopy(bytes, 8 + (numbers.Length * sizeof(float)), means, 0, means.Length);
        float[] quantiles = numbers[4..(4 + Percents)];
        return numbers.All(float.IsFinite) && numbers[1] > 0 && numbers[3] > 0 && quantiles.Zip(quantiles.Skip(1)).All(pair => pair.First <= pair.Second)
            ? new(classes, width, means, numbers[(4 + Percents)..], new(numbers[0], numbers[1]), new(numbers[2], numbers[3]), quantiles)
            : throw new FormatException("its numbers contradict each other");
    }

    // A head that is surer than usual is no excuse for strange features: it is surest of all of some pictures that it should not name.
    private static float Sum(float energy, float distance) => Math.Max(0, energy) + distance;

    /// <summary>−ln Σ exp(logit): low where some class is certain.</summary>
    private static float Energy(ReadOnlySpan<float> logits)
    {
        float top = TensorPrimitives.Max(logits);
        return -(top + (float)Math.Log(Softmax.Denominator(logits, top)));
    }

    /// <summary>1 − cosine to the nearest class mean.</summary>
    private float Distance(ReadOnlySpan<float> features)
    {
        float norm = TensorPrimitives.Norm(features), nearest = -1;
        float[] row = new float[Width];
        for (int label = 0; label < Classes && norm > 0; label++)
        {
            TensorPrimitives.ConvertChecked<sbyte, float>(means.AsSpan(label * Width, Width), row);
            nearest = Math.Max(nearest, TensorPrimitives.Dot(features, row) * scales[label] / norm);
        }
        return 1 - nearest;
    }

    /// <summary>The mean of each class's features as a direction of length 1; zero for a class without a picture.</summary>
    private static (sbyte[] Means, float[] Scales) Directions(ClassifierOutcomes training, int classes)
    {
        int width = training.Width;
        float[] sums = new float[classes * width], scales = new float[classes];
        for (int at = 0; at < training.Logits.Count; at++)
        {
            Span<float> sum = sums.AsSpan(training.Logits.Labels[at] * width, width);
            TensorPrimitives.Add(sum, training.FeaturesOf(at), sum);
        }
        sbyte[] means = new sbyte[classes * width];
        for (int label = 0; label < classes; label++)
        {
            Span<float> sum = sums.AsSpan(label * width, width);
            float most = TensorPrimitives.MaxMagnitude(sum);
            if (Math.Abs(most) is var largest && largest > 0)
            {
                for (int i = 0; i < width; i++)
                {
                    means[(label * width) + i] = (sbyte)MathF.Round(sum[i] / largest * sbyte.MaxValue);
                }
                double length = Math.Sqrt(means.AsSpan(label * width, width).ToArray().Sum(value => (double)value * value));
                scales[label] = (float)(1 / length);
            }
        }
        return (means, scales);
    }

    /// <summary>What is usual of a measure.</summary>
    private readonly record struct Spread(float Mean, float Deviation)
    {
        public float Of(float value) => (value - Mean) / Deviation;

        public static Spread? Of(float[] values)
        {
            double mean = values.Average(value => (double)value), variance = values.Average(value => (value - mean) * (value - mean));
            return variance > 1e-18 ? new((float)mean, (float)Math.Sqrt(variance)) : null;
        }
    }
}
