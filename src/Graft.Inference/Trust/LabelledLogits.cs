using System.Numerics.Tensors;

namespace Graft.Inference;

/// <summary>What a classifier said of labelled pictures.</summary>
/// <param name="Logits">(pictures, classes) row-major.</param>
/// <param name="Labels">The right class of each.</param>
public sealed record LabelledLogits(float[] Logits, int[] Labels)
{
    public int Count => Labels.Length;

    public int Classes => Count == 0 ? 0 : Logits.Length / Count;

    public ReadOnlySpan<float> Row(int picture) => Logits.AsSpan(picture * Classes, Classes);

    /// <summary>The same, all logits divided by a temperature.</summary>
    public LabelledLogits DividedBy(double temperature) => this with { Logits = [.. Logits.Select(logit => (float)(logit / temperature))] };

    /// <summary>For each picture the probability of the class named, and whether it is the right one.</summary>
    public (float Confidence, bool IsRight)[] Confidences()
    {
        var confidences = new (float, bool)[Count];
        for (int picture = 0; picture < Count; picture++)
        {
            ReadOnlySpan<float> row = Row(picture);
            int named = TensorPrimitives.IndexOfMax(row);
            confidences[picture] = ((float)(1 / Softmax.Denominator(row, row[named])), named == Labels[picture]);
        }
        return confidences;
    }
}
