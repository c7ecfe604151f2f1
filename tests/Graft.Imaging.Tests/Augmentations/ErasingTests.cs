using Graft.Recipes;

namespace Graft.Imaging.Tests;

public sealed class ErasingTests
{
    [Fact]
    public void A_rectangle_of_the_models_mean_colour_is_erased_in_all_planes()
    {
        double sum = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] planes = new byte[3 * 40 * 50];
            AddressedRandom random = new(1, seed);
            Erasing.Run(planes, 50, 40, [11, 12, 13], ref random);
            int[] red = [.. Enumerable.Range(0, 2000).Where(i => planes[i] == 11)];
            Assert.All(red, i => Assert.Equal((12, 13), (planes[2000 + i], planes[4000 + i])));
            int width = red.Max(i => i % 50) - red.Min(i => i % 50) + 1, height = red.Max(i => i / 50) - red.Min(i => i / 50) + 1;
            Assert.Equal(width * height, red.Length);
            Assert.InRange(red.Length / 2000.0, 0.01, 0.35);
            sum += red.Length / 2000.0;
        }
        Assert.InRange(sum / 200, 0.13, 0.2);
    }

    [Fact]
    public void The_mean_colour_is_what_normalisation_makes_nothing_of()
    {
        Span<byte> colour = stackalloc byte[3];
        Augmenter.MeanColour(Graft.Models.Preprocessing.ImageNet, colour);
        Assert.Equal([124, 116, 104], colour.ToArray());
        Augmenter.MeanColour(new() { Scale = 1, Channels = Graft.Models.ChannelOrder.Bgr, Mean = [103.939f, 116.779f, 123.68f] }, colour);
        Assert.Equal([124, 117, 104], colour.ToArray());
    }
}
