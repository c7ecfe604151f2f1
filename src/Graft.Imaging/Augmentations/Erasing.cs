using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Random erasing: a rectangle of the picture becomes one colour.</summary>
/// <remarks>Zhong et al. 2017 (arXiv:1708.04896), with torchvision's ranges: 2 to 33 % of the area, sides in a ratio of 0.3 to 3.3. The colour is the mean that the model subtracts, so what is erased is 0 to the network.</remarks>
internal static class Erasing
{
    private const int Tries = 10;

    /// <param name="planes">(3, height, width) bytes, changed in place.</param>
    public static void Run(Span<byte> planes, int width, int height, ReadOnlySpan<byte> colour, ref AddressedRandom random)
    {
        for (int i = 0; i < Tries; i++)
        {
            double area = random.Next(0.02, 0.33) * width * height, ratio = Math.Exp(random.Next(Math.Log(0.3), Math.Log(3.3)));
            int across = (int)Math.Round(Math.Sqrt(area / ratio)), down = (int)Math.Round(Math.Sqrt(area * ratio));
            if (across < width && down < height)
            {
                int left = random.Next(width - across + 1), top = random.Next(height - down + 1);
                for (int row = top; row < top + down; row++)
                {
                    for (int channel = 0; channel < 3; channel++)
                    {
                        planes.Slice((((channel * height) + row) * width) + left, across).Fill(colour[channel]);
                    }
                }
                return;
            }
        }
    }
}
