namespace Graft.Imaging;

/// <summary>A decoded picture in somebody else's memory: rows of 4 bytes a pixel, red, green, blue and a fourth that means nothing; <see cref="NativeBuffer.Slack"/> bytes after the last row may be read.</summary>
/// <param name="ScaleX">Decoded pixels per pixel of the file, left to right; the last decoded column may be covered in part only.</param>
/// <param name="ScaleY">The same, top to bottom.</param>
internal readonly unsafe record struct Pixels(IntPtr Start, int Width, int Height, double ScaleX = 1, double ScaleY = 1)
{
    public int Stride => Width * 4;

    /// <summary>The rows that were decoded; the others hold what was there before.</summary>
    public RowRange Rows { get; init; } = RowRange.All(Height);

    public byte* Row(int y) => (byte*)Start + ((long)y * Stride);
}
