namespace Graft.Inference;

/// <summary>Feature vectors, one for each row; they need not be in memory.</summary>
public abstract class FeatureRows
{
    public abstract int Count { get; }

    /// <summary>Numbers in a row.</summary>
    public abstract int Width { get; }

    /// <summary>Reads a row; any thread may.</summary>
    /// <param name="into">At least <see cref="Width"/> numbers.</param>
    public abstract void Read(int row, Span<float> into);

    /// <summary>Rows in memory.</summary>
    /// <param name="values">(rows, width) row-major.</param>
    public static FeatureRows Of(float[] values, int width) => new ArrayRows(values, width);

    /// <summary>All views of all pictures, the views of a picture one after another.</summary>
    public static FeatureRows Of(FeatureSet features) => new CachedRows(features);

    /// <summary>Some of these rows, in another order.</summary>
    public FeatureRows Choose(int[] rows) => new ChosenRows(this, rows);

    private sealed class ChosenRows(FeatureRows source, int[] rows) : FeatureRows
    {
        public override int Count => rows.Length;

        public override int Width => source.Width;

        public override void Read(int row, Span<float> into) => source.Read(rows[row], into);
    }

    private sealed class ArrayRows(float[] values, int width) : FeatureRows
    {
        public override int Count => values.Length / width;

        public override int Width => width;

        public override void Read(int row, Span<float> into) => values.AsSpan(row * width, width).CopyTo(into);
    }

    private sealed class CachedRows(FeatureSet features) : FeatureRows
    {
        public override int Count => features.Pictures.Count * features.Views;

        public override int Width => features.Width;

        public override void Read(int row, Span<float> into) => features.Read(row / features.Views, row % features.Views, into);
    }
}

/// <summary>Feature vectors with what they show.</summary>
/// <param name="Labels">The class of each row.</param>
/// <param name="RowsPerPicture">Views of a picture, which follow each other; they must not be torn apart when some rows are held out.</param>
public sealed record LabelledFeatures(FeatureRows Rows, int[] Labels, int RowsPerPicture = 1)
{
    public int Count => Labels.Length;

    public int Width => Rows.Width;
}
