using System.Runtime.CompilerServices;

namespace Graft.Imaging;

/// <summary>What is done to decoded pixels before anyone sees them.</summary>
internal static unsafe class Upright
{
    /// <summary>Premultiplied pixels laid on white, in place.</summary>
    public static void LayOnWhite(byte* pixels, long count)
    {
        for (byte* end = pixels + (count * 4); pixels < end; pixels += 4)
        {
            int white = 255 - pixels[3];
            if (white != 0)
            {
                pixels[0] = (byte)Math.Min(pixels[0] + white, 255);
                pixels[1] = (byte)Math.Min(pixels[1] + white, 255);
                pixels[2] = (byte)Math.Min(pixels[2] + white, 255);
                pixels[3] = 255;
            }
        }
    }

    /// <summary>Turns and mirrors a picture as its EXIF orientation says.</summary>
    /// <param name="orientation">1 to 8 (EXIF 2.32, tag 274): which side of the stored picture is the top, and which the left.</param>
    public static Pixels Turn(Pixels stored, int orientation, NativeBuffer into)
    {
        if (orientation is < 2 or > 8)
        {
            return stored;
        }
        int width = stored.Width, height = stored.Height;
        bool lies = orientation >= 5;
        Pixels upright = new((IntPtr)into.Reserve((long)width * height * 4), lies ? height : width, lies ? width : height, lies ? stored.ScaleY : stored.ScaleX, lies ? stored.ScaleX : stored.ScaleY);
        bool flipX = orientation is 2 or 3 or 7 or 8, flipY = orientation is 3 or 4 or 6 or 7;
        for (int y = 0; y < upright.Height; y++)
        {
            uint* to = (uint*)upright.Row(y);
            for (int x = 0; x < upright.Width; x++)
            {
                (int fromX, int fromY) = lies ? (y, x) : (x, y);
                to[x] = Unsafe.ReadUnaligned<uint>(stored.Row(flipY ? height - 1 - fromY : fromY) + (4L * (flipX ? width - 1 - fromX : fromX)));
            }
        }
        return upright;
    }
}
