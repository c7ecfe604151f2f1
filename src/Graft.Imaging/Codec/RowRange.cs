namespace Graft.Imaging;

/// <summary>Rows of a picture, from one on and up to, but without, another.</summary>
internal readonly record struct RowRange(int From, int To)
{
    public static RowRange All(int height) => new(0, height);

    public bool Holds(RowRange other) => From <= other.From && To >= other.To;

    /// <summary>The rows that show these in a picture decoded at a fraction of its size.</summary>
    /// <param name="scale">Decoded rows per row.</param>
    /// <param name="height">Rows of the decoded picture.</param>
    public RowRange Scaled(double scale, int height)
    {
        int from = Math.Clamp((int)Math.Floor(From * scale), 0, height - 1);
        return new(from, Math.Clamp((int)Math.Ceiling(To * scale), from + 1, height));
    }
}
