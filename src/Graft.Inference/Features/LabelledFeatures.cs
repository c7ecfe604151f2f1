namespace Graft.Inference;

/// <summary>Feature vectors of labelled pictures, row by row.</summary>
/// <param name="Values">(pictures, <paramref name="Width"/>) row-major.</param>
/// <param name="Width">Features of one picture.</param>
/// <param name="Labels">The class of each picture.</param>
public sealed record LabelledFeatures(float[] Values, int Width, int[] Labels)
{
    public int Count => Labels.Length;

    /// <summary>The features of some of the pictures, in the order given.</summary>
    public LabelledFeatures Rows(int[] rows)
    {
        var values = new float[rows.Length * Width];
        for (int i = 0; i < rows.Length; i++)
        {
            Values.AsSpan(rows[i] * Width, Width).CopyTo(values.AsSpan(i * Width));
        }
        return new(values, Width, [.. rows.Select(row => Labels[row])]);
    }
}
