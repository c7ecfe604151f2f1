namespace Graft.Imaging;

/// <summary>An affine map of the plane: (x, y) → (Xx · x + Xy · y + X0, Yx · x + Yy · y + Y0).</summary>
internal readonly record struct Affine(double Xx, double Xy, double X0, double Yx, double Yy, double Y0)
{
    public static Affine Identity { get; } = new(1, 0, 0, 0, 1, 0);

    public static Affine Shift(double x, double y) => new(1, 0, x, 0, 1, y);

    public static Affine Scale(double x, double y) => new(x, 0, 0, 0, y, 0);

    /// <summary>Moves a point by <paramref name="x"/> to the right for each pixel down, and by <paramref name="y"/> down for each pixel to the right.</summary>
    public static Affine Shear(double x, double y) => new(1, x, 0, y, 1, 0);

    /// <summary>Counter-clockwise as one sees it: y counts downwards.</summary>
    public static Affine Rotation(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return new(cos, sin, 0, -sin, cos, 0);
    }

    /// <summary>First this one, then another.</summary>
    public Affine Then(Affine next) => new(
        (next.Xx * Xx) + (next.Xy * Yx), (next.Xx * Xy) + (next.Xy * Yy), (next.Xx * X0) + (next.Xy * Y0) + next.X0,
        (next.Yx * Xx) + (next.Yy * Yx), (next.Yx * Xy) + (next.Yy * Yy), (next.Yx * X0) + (next.Yy * Y0) + next.Y0);

    /// <summary>The way back.</summary>
    public Affine Inverse()
    {
        double by = 1 / ((Xx * Yy) - (Xy * Yx));
        Affine linear = new(Yy * by, -Xy * by, 0, -Yx * by, Xx * by, 0);
        return linear with { X0 = -((linear.Xx * X0) + (linear.Xy * Y0)), Y0 = -((linear.Yx * X0) + (linear.Yy * Y0)) };
    }

    public (double X, double Y) Of(double x, double y) => ((Xx * x) + (Xy * y) + X0, (Yx * x) + (Yy * y) + Y0);
}
