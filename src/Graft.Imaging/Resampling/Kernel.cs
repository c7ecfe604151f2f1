namespace Graft.Imaging;

/// <summary>The shape that source pixels are weighted with, in units of target pixels (of source pixels when enlarging).</summary>
internal readonly record struct Kernel(double Support, Func<double, double> Weight)
{
    public static Kernel Bilinear { get; } = new(1, x => Math.Max(0, 1 - Math.Abs(x)));

    /// <summary>Keys 1981 with a = −1/2.</summary>
    public static Kernel Bicubic { get; } = new(2, x => Math.Abs(x) switch
    {
        < 1 and double d => (((1.5 * d) - 2.5) * d * d) + 1,
        < 2 and double d => ((((-0.5 * d) + 2.5) * d - 4) * d) + 2,
        _ => 0,
    });
}
