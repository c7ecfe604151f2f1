using System.Runtime.InteropServices;
using Graft.Inference;
using Graft.Recipes;
using static TorchSharp.torch;

namespace Graft.Training.Heads;

/// <summary>A dense layer found by <see cref="LinearProbe"/>.</summary>
/// <param name="Weight">(classes, width) row-major.</param>
/// <param name="Bias">(classes)</param>
/// <param name="Penalty">The L2 penalty that was chosen.</param>
/// <param name="Iterations">Passes of the solver for the final fit.</param>
/// <param name="Loss">Mean cross-entropy on the pictures fitted.</param>
/// <param name="Accuracy">Share of the pictures fitted that are named right.</param>
public sealed record LinearHead(float[] Weight, float[] Bias, double Penalty, int Iterations, double Loss, double Accuracy);

/// <summary>Logistic regression on fixed features: the best head that a frozen backbone can have, found to convergence in seconds.</summary>
/// <remarks>
/// Features are standardised on the training pictures; one that hardly varies there is divided by a floor instead of its tiny deviation, since a new picture may differ in it a thousandfold.
/// The penalty is picked by cross-validation inside the training pictures. What is returned acts on the raw features.
/// </remarks>
public static class LinearProbe
{
    /// <summary>L2 penalties tried, on weights of standardised features and the mean loss.</summary>
    public static IReadOnlyList<double> Penalties { get; } = [0.003, 0.01, 0.03, 0.1, 0.3, 1];

    private const int Folds = 3;

    public static LinearHead Fit(LabelledFeatures features, int classes, long seed)
    {
        int threads = get_num_threads();
        // Below this a product takes well under a millisecond, and waking threads for it costs more than they bring.
        bool small = (long)features.Values.Length * classes < 100_000_000;
        set_num_threads(small ? 1 : threads);
        try
        {
            return FitOnThreads(features, classes, seed);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static LinearHead FitOnThreads(LabelledFeatures features, int classes, long seed)
    {
        (float[] mean, float[] deviation) = Moments(features);
        float[] standard = Standardize(features, mean, deviation);
        LabelledFeatures scaled = features with { Values = standard };
        double penalty = Choose(scaled, classes, seed);
        using Objective objective = new(scaled, classes, penalty);
        float[] solution = Lbfgs.Minimize(objective.Value, new float[(features.Width + 1) * classes]);
        (double loss, double accuracy) = objective.Quality(solution);
        return new(Raw(solution, mean, deviation, classes, out float[] bias), bias, penalty, objective.Evaluations, loss, accuracy);
    }

    /// <summary>The penalty with the smallest cross-validated loss; each one starts from its neighbour's solution.</summary>
    private static double Choose(LabelledFeatures scaled, int classes, long seed)
    {
        if (scaled.Count < 2 * Folds)
        {
            return Penalties[Penalties.Count / 2];
        }
        int[] order = new AddressedRandom(seed, AddressedRandom.Word("folds")).NextPermutation(scaled.Count);
        var losses = new double[Penalties.Count];
        for (int fold = 0; fold < Folds; fold++)
        {
            LabelledFeatures fit = scaled.Rows([.. order.Where((_, i) => i % Folds != fold)]), held = scaled.Rows([.. order.Where((_, i) => i % Folds == fold)]);
            float[]? solution = null;
            for (int i = Penalties.Count - 1; i >= 0; i--)
            {
                solution = Solve(fit, classes, Penalties[i], solution);
                using Objective objective = new(held, classes, 0);
                losses[i] += objective.Value(solution, new float[solution.Length]);
            }
        }
        return Penalties[Array.IndexOf(losses, losses.Min())];
    }

    /// <summary>Weights and biases, (width + 1, classes) row-major with the bias in the last row.</summary>
    private static float[] Solve(LabelledFeatures features, int classes, double penalty, float[]? start)
    {
        using Objective objective = new(features, classes, penalty);
        return Lbfgs.Minimize(objective.Value, start ?? new float[(features.Width + 1) * classes]);
    }

    private static (float[] Mean, float[] Deviation) Moments(LabelledFeatures features)
    {
        var sum = new double[features.Width];
        var squares = new double[features.Width];
        for (int i = 0; i < features.Values.Length; i++)
        {
            sum[i % features.Width] += features.Values[i];
        }
        float[] mean = [.. sum.Select(value => (float)(value / features.Count))];
        for (int i = 0; i < features.Values.Length; i++)
        {
            double apart = features.Values[i] - mean[i % features.Width];
            squares[i % features.Width] += apart * apart;
        }
        double[] deviation = [.. squares.Select(value => Math.Sqrt(value / features.Count))];
        double floor = Math.Max(1e-6, 0.1 * deviation.Order().ElementAt(deviation.Length / 2));
        return (mean, [.. deviation.Select(value => (float)Math.Max(value, floor))]);
    }

    private static float[] Standardize(LabelledFeatures features, float[] mean, float[] deviation)
    {
        var standard = new float[features.Values.Length];
        for (int i = 0; i < standard.Length; i++)
        {
            standard[i] = (features.Values[i] - mean[i % features.Width]) / deviation[i % features.Width];
        }
        return standard;
    }

    /// <summary>The same layer for features as they come: w / σ, and b − Σ w μ / σ.</summary>
    private static float[] Raw(float[] solution, float[] mean, float[] deviation, int classes, out float[] bias)
    {
        int width = mean.Length;
        var weight = new float[classes * width];
        bias = solution[(width * classes)..];
        for (int feature = 0; feature < width; feature++)
        {
            for (int label = 0; label < classes; label++)
            {
                float value = solution[(feature * classes) + label] / deviation[feature];
                weight[(label * width) + feature] = value;
                bias[label] -= value * mean[feature];
            }
        }
        return weight;
    }

    /// <summary>Mean cross-entropy with an L2 penalty, and its gradient, by two matrix products.</summary>
    private sealed class Objective : IDisposable
    {
        private readonly Tensor x; // (n, width + 1) float32, the last column ones
        private readonly Tensor target; // (n, classes) float32, one-hot
        private readonly int classes;
        private readonly double penalty;

        public Objective(LabelledFeatures features, int classes, double penalty)
        {
            (this.classes, this.penalty) = (classes, penalty);
            using IDisposable scope = NewDisposeScope();
            Tensor values = tensor(features.Values, [features.Count, features.Width], dtype: ScalarType.Float32);
            x = cat([values, ones(features.Count, 1)], 1).MoveToOuterDisposeScope().DetachFromDisposeScope();
            Tensor labels = tensor([.. features.Labels.Select(label => (long)label)], [features.Count], dtype: ScalarType.Int64);
            target = nn.functional.one_hot(labels, classes).to(ScalarType.Float32).MoveToOuterDisposeScope().DetachFromDisposeScope();
        }

        /// <summary>How often <see cref="Value"/> was asked for.</summary>
        public int Evaluations { get; private set; }

        /// <summary>Mean cross-entropy without the penalty, and the share of rows named right.</summary>
        public (double Loss, double Accuracy) Quality(float[] point)
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            Tensor logits = x.matmul(tensor(point, [x.shape[1], classes], dtype: ScalarType.Float32));
            double loss = -(nn.functional.log_softmax(logits, 1) * target).sum().item<float>() / x.shape[0];
            return (loss, logits.argmax(1).eq(target.argmax(1)).to(ScalarType.Float32).mean().item<float>());
        }

        public double Value(float[] point, float[] gradient)
        {
            Evaluations++;
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            Tensor weights = tensor(point, [x.shape[1], classes], dtype: ScalarType.Float32);
            Tensor logProbabilities = nn.functional.log_softmax(x.matmul(weights), 1); // (n, classes)
            double loss = -(logProbabilities * target).sum().item<float>() / x.shape[0];
            Tensor slope = x.t().matmul(logProbabilities.exp().sub_(target)).div_(x.shape[0]); // (width + 1, classes)
            slope.add_(PenaltySlope(weights, ref loss));
            MemoryMarshal.Cast<byte, float>(slope.bytes).CopyTo(gradient);
            return loss;
        }

        public void Dispose()
        {
            x.Dispose();
            target.Dispose();
        }

        /// <summary>The penalty's gradient; the bias row is not penalised.</summary>
        private Tensor PenaltySlope(Tensor weights, ref double loss)
        {
            Tensor slope = weights * penalty;
            slope[-1].zero_();
            loss += 0.5 * (slope * weights).sum().item<float>();
            return slope;
        }
    }
}
