using System.Numerics.Tensors;

namespace Graft.Inference;

/// <summary>Counts, batch by batch, how well a classifier does.</summary>
/// <param name="labels">Class names in the order of the logits.</param>
/// <remarks>Of equal logits the one with the lower index comes first, in the prediction as in the top five.</remarks>
public sealed class ClassificationTally(IReadOnlyList<string> labels)
{
    private readonly int classes = labels.Count;
    private readonly int[,] confusion = new int[labels.Count, labels.Count];
    private int count, amongFive;
    private double loss;

    /// <summary>Counts a batch.</summary>
    /// <param name="logits">(N, classes), row by row.</param>
    /// <param name="actual">The right classes, N numbers from 0.</param>
    /// <exception cref="EvaluationException">A logit is not a number, or a class does not exist.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> actual)
    {
        if (logits.Length != actual.Length * (long)classes)
        {
            throw new ArgumentException($"{logits.Length} logits do not fit {actual.Length} pictures of {classes} classes", nameof(logits));
        }
        for (int i = 0; i < actual.Length; i++)
        {
            Add(logits.Slice(i * classes, classes), actual[i]);
        }
    }

    /// <summary>What was counted so far.</summary>
    public ClassificationReport Report()
    {
        int[] shown = new int[classes], taken = new int[classes];
        for (int row = 0; row < classes; row++)
        {
            for (int column = 0; column < classes; column++)
            {
                shown[row] += confusion[row, column];
                taken[column] += confusion[row, column];
            }
        }
        ClassMeasure[] measures = [.. Enumerable.Range(0, classes).Select(k => Measure(labels[k], confusion[k, k], shown[k], taken[k]))];
        double[] occurring = [.. measures.Where((_, k) => shown[k] + taken[k] > 0).Select(measure => measure.F1)];
        return new()
        {
            Count = count,
            Top1 = Proportion.Of(Enumerable.Range(0, classes).Sum(k => (long)confusion[k, k]), count),
            Top5 = Proportion.Of(amongFive, count),
            MacroF1 = occurring.Length == 0 ? 0 : occurring.Average(),
            MeanLoss = count == 0 ? 0 : loss / count,
            Classes = [.. measures],
            Confusion = (int[,])confusion.Clone(),
        };
    }

    private void Add(ReadOnlySpan<float> logits, int actual)
    {
        if ((uint)actual >= (uint)classes)
        {
            throw new EvaluationException($"picture {count + 1} has class {actual}, but the model has classes 0 to {classes - 1}");
        }
        float largest = TensorPrimitives.Max(logits), right = logits[actual];
        if (!float.IsFinite(largest) || !float.IsFinite(right))
        {
            throw new EvaluationException($"the model's output for picture {count + 1} is {(float.IsNaN(largest) ? "not a number" : "infinite")}: its weights are damaged, or its preprocessing is not the one it was trained with");
        }
        int predicted = logits.IndexOf(largest), ahead = 0;
        for (int k = 0; k < classes; k++)
        {
            ahead += logits[k] > right || (logits[k] == right && k < actual) ? 1 : 0;
        }
        confusion[actual, predicted]++;
        amongFive += ahead < 5 ? 1 : 0;
        loss += Math.Log(Softmax.Denominator(logits, largest)) + largest - right;
        count++;
    }

    private static ClassMeasure Measure(string label, int right, int shown, int taken) =>
        new(label, shown, Proportion.Of(right, taken), Proportion.Of(right, shown), shown + taken == 0 ? 0 : 2.0 * right / (shown + taken));
}
