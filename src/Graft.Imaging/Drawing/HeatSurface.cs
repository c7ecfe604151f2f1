namespace Graft.Imaging;

/// <summary>A heat map as a smooth surface: between the centres of places by a cubic B-spline, which makes no peak that is not there and shows no grid.</summary>
internal sealed class HeatSurface(float[] heat, int rows, int columns)
{
    /// <summary>The largest value of the surface by its own spline, by which it is stretched so that the hottest place stays 1 where it was 1.</summary>
    private readonly float peak = PeakOf(heat, rows, columns);

    /// <summary>The heat at a point of the crop.</summary>
    /// <param name="x">From the left edge, 0, to the right one, 1.</param>
    /// <param name="y">From the top, 0, to the bottom, 1.</param>
    public float At(float x, float y) => Math.Clamp(Spline(heat, rows, columns, x, y) * peak, 0, 1);

    private static float PeakOf(float[] heat, int rows, int columns)
    {
        float before = heat.Max(), after = 0;
        for (int place = 0; place < heat.Length; place++)
        {
            after = MathF.Max(after, Spline(heat, rows, columns, ((place % columns) + 0.5f) / columns, ((place / columns) + 0.5f) / rows));
        }
        return after > 0 ? before / after : 1;
    }

    private static float Spline(float[] heat, int rows, int columns, float x, float y)
    {
        float column = (x * columns) - 0.5f, row = (y * rows) - 0.5f;
        (int left, int top) = ((int)MathF.Floor(column), (int)MathF.Floor(row));
        Span<float> across = stackalloc float[4], down = stackalloc float[4];
        Weigh(column - left, across);
        Weigh(row - top, down);
        float sum = 0;
        for (int i = 0; i < 4; i++)
        {
            int at = Math.Clamp(top - 1 + i, 0, rows - 1) * columns;
            for (int k = 0; k < 4; k++)
            {
                sum += down[i] * across[k] * heat[at + Math.Clamp(left - 1 + k, 0, columns - 1)];
            }
        }
        return sum;
    }

    private static void Weigh(float t, Span<float> weights)
    {
        float s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = ((3 * t * t * t) - (6 * t * t) + 4) / 6;
        weights[2] = ((3 * s * s * s) - (6 * s * s) + 4) / 6;
        weights[3] = t * t * t / 6;
    }
}
