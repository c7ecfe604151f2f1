namespace Graft.Training.Winograd;

/// <summary>How pictures of a batch are cut into tiles of 2×2 outputs, each of which looks at 4×4 pixels.</summary>
internal readonly unsafe record struct TileGrid(int Batch, int Height, int Width)
{
    private int Across => (Width + 1) / 2;

    private int PerPicture => (Height + 1) / 2 * Across;

    /// <summary>Tiles of all pictures.</summary>
    public int Tiles => Batch * PerPicture;

    /// <summary>Where the 16 pixels lie that a tile looks at, in a picture (N, H, W, channels) with a margin of one.</summary>
    /// <param name="margin">Zeros, as many as channels.</param>
    public void Pixels(float* pictures, int channels, int tile, float* margin, float** at)
    {
        (int picture, int top, int left) = Corner(tile);
        for (int i = 0; i < 4; i++)
        {
            int y = top - 1 + i;
            float* row = pictures + (((long)picture * Height + y) * Width * channels);
            for (int j = 0; j < 4; j++)
            {
                int x = left - 1 + j;
                at[(4 * i) + j] = (uint)y < (uint)Height && (uint)x < (uint)Width ? row + ((long)x * channels) : margin;
            }
        }
    }

    /// <summary>Where a tile's four outputs lie.</summary>
    /// <param name="outside">What stands for those below and right of the picture.</param>
    public void Outputs(float* pictures, int channels, int tile, float* outside, float** at)
    {
        (int picture, int top, int left) = Corner(tile);
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                at[(2 * i) + j] = top + i < Height && left + j < Width ? pictures + ((((long)picture * Height + top + i) * Width + left + j) * channels) : outside;
            }
        }
    }

    private (int Picture, int Top, int Left) Corner(int tile)
    {
        (int picture, int rest) = Math.DivRem(tile, PerPicture);
        (int y, int x) = Math.DivRem(rest, Across);
        return (picture, 2 * y, 2 * x);
    }
}
