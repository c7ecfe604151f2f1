namespace Graft.Inference;

/// <summary>A way to come by heat maps.</summary>
internal abstract class HeatMapSource : IDisposable
{
    public abstract HeatMapMethod Method { get; }

    public abstract int Rows { get; }

    public abstract int Columns { get; }

    /// <summary>Looks at a picture.</summary>
    /// <returns>The logits of all classes.</returns>
    public abstract float[] Run(ReadOnlyMemory<float> picture);

    /// <summary>What each place of the picture looked at last adds to each of the classes: (Rows, Columns) row-major for each.</summary>
    public abstract float[][] Evidence(IReadOnlyList<int> labels);

    public abstract HeatMapSource Lane();

    public abstract void Dispose();
}
