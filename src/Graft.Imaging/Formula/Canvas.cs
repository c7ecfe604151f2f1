namespace Graft.Imaging.Formula;

/// <summary>A square picture in the making: three planes of colour, 0 … 1 and beyond, and room for the heights and tints of the layer that is being laid on it. For one thread at a time; its memory serves one picture after another.</summary>
internal sealed unsafe class Canvas : IDisposable
{
    // A layer's slopes need heights beyond its borders: one row above and below, and a whole vector to either side.
    private const int Border = Lanes.Count;

    private readonly NativeBuffer memory = new();
    private float* start;
    private int planeLength;

    /// <summary>Pixels to a side.</summary>
    public int Side { get; private set; }

    /// <summary>Numbers from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Makes room for a picture. What an earlier one left is still there, so all that is read must be written first.</summary>
    public void Begin(int side)
    {
        Side = side;
        Stride = ((side + Lanes.Count - 1) / Lanes.Count * Lanes.Count) + (2 * Border);
        planeLength = Stride * (side + 2);
        start = (float*)memory.Reserve(5L * planeLength * sizeof(float));
    }

    /// <summary>A row of red (0), green (1) or blue (2), at its pixel 0.</summary>
    public float* Colour(int channel, int y) => Plane(channel, y);

    /// <summary>A row of heights; from −1 to the side, each from 8 pixels before the picture to 8 after it.</summary>
    public float* Height(int y) => Plane(3, y);

    /// <summary>A row of tints, as <see cref="Height"/>.</summary>
    public float* Tint(int y) => Plane(4, y);

    public void Dispose() => memory.Dispose();

    private float* Plane(int plane, int y) => start + ((long)plane * planeLength) + ((y + 1) * Stride) + Border;
}
