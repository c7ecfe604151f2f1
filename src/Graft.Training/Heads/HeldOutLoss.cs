namespace Graft.Training.Heads;

/// <summary>Mean cross-entropy of held-out rows when all logits are divided by a temperature, for a range of temperatures.</summary>
/// <remarks>One temperature is nearly as good a calibration of a network's probabilities as any (Guo et al. 2017, arXiv:1706.04599). It changes no prediction.</remarks>
internal sealed class HeldOutLoss
{
    /// <summary>1/4 … 4 in steps of an eighth of a doubling.</summary>
    private static readonly double[] Temperatures = [.. Enumerable.Range(-16, 33).Select(step => Math.Pow(2, step / 8.0))];

    /// <summary>Logits beyond which only some of the rows are looked at; chance is far smaller by then than what one temperature can mend.</summary>
    private const long MostLogits = 400_000;

    private readonly double[] losses = new double[Temperatures.Length];
    private double weight;

    /// <summary>The mean loss as the logits are.</summary>
    public double Plain => losses[Temperatures.Length / 2] / weight;

    /// <summary>The temperature with the smallest loss, between those tried by a parabola.</summary>
    public double Temperature
    {
        get
        {
            int at = Array.IndexOf(losses, losses.Min());
            if (at == 0 || at == losses.Length - 1)
            {
                return Temperatures[at];
            }
            double bend = losses[at - 1] - (2 * losses[at]) + losses[at + 1], shift = bend > 0 ? 0.5 * (losses[at - 1] - losses[at + 1]) / bend : 0;
            return Temperatures[at] * Math.Pow(2, shift / 8);
        }
    }

    /// <summary>Adds the rows of an objective at a point.</summary>
    public void Add(SoftmaxObjective held, float[] point, long logitsInAll)
    {
        int every = (int)Math.Max(1, logitsInAll / MostLogits);
        double[][] sums = [.. Enumerable.Range(0, held.Parts).Select(_ => new double[Temperatures.Length + 1])];
        held.ForEachBlock(point, (part, rows, logits) =>
        {
            int classes = logits.Length / (rows.End.Value - rows.Start.Value);
            for (int row = rows.Start.Value; row < rows.End.Value; row++)
            {
                if (row % every == 0)
                {
                    Add(logits.Slice((row - rows.Start.Value) * classes, classes), held.LabelOf(row), held.WeightOf(held.LabelOf(row)), sums[part]);
                }
            }
        });
        foreach (double[] sum in sums)
        {
            for (int i = 0; i < losses.Length; i++)
            {
                losses[i] += sum[i];
            }
            weight += sum[^1];
        }
    }

    private static void Add(ReadOnlySpan<float> logits, int label, float weight, double[] sums)
    {
        float top = System.Numerics.Tensors.TensorPrimitives.Max(logits);
        for (int i = 0; i < Temperatures.Length; i++)
        {
            float inverse = (float)(1 / Temperatures[i]), total = 0;
            foreach (float logit in logits)
            {
                total += MathF.Exp((logit - top) * inverse);
            }
            sums[i] += weight * (Math.Log(total) + ((top - logits[label]) * inverse));
        }
        sums[^1] += weight;
    }
}
