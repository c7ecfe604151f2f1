using System.Numerics.Tensors;

namespace Graft.Training.Heads;

/// <summary>The weighted mean cross-entropy of a softmax layer on some of the rows, with an L2 penalty on its weights, and its gradient.</summary>
/// <remarks>
/// A point is (classes, stride) weights and then (classes) biases. The rows are passed over block by block, with no more memory than <see cref="PassBuffers"/>.
/// </remarks>
/// <param name="buffers">Those of another objective with these rows and classes that is not asked at the same time; null for its own.</param>
internal sealed class SoftmaxObjective(StandardRows rows, int[] labels, float[]? classWeights, int classes, Range[] ranges, PassBuffers? buffers = null)
{
    private readonly PassBuffers buffers = buffers ?? new(rows, classes);
    private readonly Range[] parts = Part(ranges);

    /// <summary>L2 penalty on the weights; biases are free.</summary>
    public double Penalty { get; set; }

    /// <summary>How often <see cref="Value"/> was asked for.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Numbers of a point.</summary>
    public int Length => buffers.Length;

    /// <summary>The value at a point; writes the gradient.</summary>
    public double Value(float[] point, float[] gradient)
    {
        Evaluations++;
        var losses = new double[parts.Length];
        var totals = new double[parts.Length];
        Array.Clear(gradient);
        buffers.ForEach(parts.Length, (part, mine) =>
        {
            foreach (Range block in StandardRows.Blocks(parts[part]))
            {
                ReadOnlySpan<float> x = rows.Block(block, ref mine.Rows);
                Span<float> logits = LogitsOf(point, x, mine.Logits);
                (double loss, double total) = ToResiduals(logits, block.Start.Value);
                losses[part] += loss;
                totals[part] += total;
                SoftmaxKernels.AddGradient(x, logits, classes, rows.Stride, mine.Gradient);
                Span<float> bias = mine.Gradient.AsSpan(classes * rows.Stride);
                for (int row = 0; row < logits.Length; row += classes)
                {
                    TensorPrimitives.Add(bias, logits.Slice(row, classes), bias);
                }
            }
        }, gradient);
        double weight = totals.Sum(), value = losses.Sum() / weight;
        TensorPrimitives.Multiply(gradient, (float)(1 / weight), gradient);
        Span<float> free = point.AsSpan(0, classes * rows.Stride), slope = gradient.AsSpan(0, free.Length);
        TensorPrimitives.MultiplyAdd(free, (float)Penalty, slope, slope);
        return value + (0.5 * Penalty * TensorPrimitives.SumOfSquares<float>(free));
    }

    /// <summary>Hands over the logits of the rows, block by block, on several threads.</summary>
    /// <param name="look">Given the part's number, the block's rows and their logits (rows, classes).</param>
    public void ForEachBlock(float[] point, LogitsOfBlock look) => buffers.ForEach(parts.Length, (part, mine) =>
    {
        foreach (Range block in StandardRows.Blocks(parts[part]))
        {
            look(part, block, LogitsOf(point, rows.Block(block, ref mine.Rows), mine.Logits));
        }
    });

    /// <summary>Parts that <see cref="ForEachBlock"/> numbers.</summary>
    public int Parts => parts.Length;

    public float WeightOf(int label) => classWeights?[label] ?? 1;

    /// <summary>The label of a row, in the order of the rows.</summary>
    public int LabelOf(int row) => labels[rows.SourceOf(row)];

    private Span<float> LogitsOf(float[] point, ReadOnlySpan<float> x, float[] buffer)
    {
        Span<float> logits = buffer.AsSpan(0, x.Length / rows.Stride * classes);
        SoftmaxKernels.Logits(x, point.AsSpan(0, classes * rows.Stride), point.AsSpan(classes * rows.Stride, classes), rows.Stride, logits);
        return logits;
    }

    /// <summary>Logits to what the loss' gradient is with respect to them, in place.</summary>
    private (double Loss, double Total) ToResiduals(Span<float> logits, int first)
    {
        double loss = 0, total = 0;
        for (int row = 0; row < logits.Length / classes; row++)
        {
            Span<float> one = logits.Slice(row * classes, classes);
            int label = LabelOf(first + row);
            float weight = WeightOf(label), right = one[label], top = TensorPrimitives.Max<float>(one);
            TensorPrimitives.Subtract(one, top, one);
            TensorPrimitives.Exp<float>(one, one);
            float sum = TensorPrimitives.Sum<float>(one);
            loss += weight * (Math.Log(sum) + top - right);
            total += weight;
            TensorPrimitives.Multiply(one, weight / sum, one);
            one[label] -= weight;
        }
        return (loss, total);
    }

    /// <summary>Fixed parts of all ranges, so that sums do not hang on the number of threads.</summary>
    private static Range[] Part(Range[] ranges)
    {
        List<Range> parts = [];
        foreach (Range range in ranges)
        {
            int start = range.Start.Value, count = range.End.Value - start, some = count == 0 ? 0 : StandardRows.PartsOf(count);
            for (int part = 0; part < some; part++)
            {
                parts.Add(new(start + (int)((long)count * part / some), start + (int)((long)count * (part + 1) / some)));
            }
        }
        return [.. parts];
    }
}

/// <summary>Looks at the logits of a block of rows.</summary>
internal delegate void LogitsOfBlock(int part, Range rows, Span<float> logits);
