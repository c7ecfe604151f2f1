using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging.Tests;

public sealed class MixingTests
{
    private static readonly Preprocessing Input = new() { Height = 20, Width = 30 };

    [Fact]
    public void Mixup_blends_pixels_in_the_proportion_that_the_targets_say()
    {
        using Batch batch = Plain(5);
        Mixing.Run(batch, new() { Mixup = 1 }, new AddressedRandom(1, 1));
        Assert.True(batch.IsMixed);
        for (int i = 0; i < 5; i++)
        {
            SoftTarget target = batch.Targets[i];
            Assert.Equal((i, 4 - i), (target.Label, target.PartnerLabel));
            double expected = Math.Round((target.Weight * 50 * i) + ((1 - target.Weight) * 50 * (4 - i)));
            Assert.All(batch.Picture(i).ToArray(), value => Assert.InRange(value, expected - 1, expected + 1));
        }
        Assert.Equal(1, batch.Targets[2].Weight);
        Assert.Equal(batch.Targets[0].Weight, batch.Targets[4].Weight);
        Assert.NotEqual(batch.Targets[0].Weight, batch.Targets[1].Weight);
    }

    [Fact]
    public void Cutmix_pastes_a_box_of_the_area_that_the_targets_say()
    {
        int boxes = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            using Batch batch = Plain(4);
            Mixing.Run(batch, new() { Cutmix = 1 }, new AddressedRandom(1, seed));
            for (int i = 0; i < 4; i++)
            {
                byte[] pixels = batch.Picture(i).ToArray();
                int own = pixels.Count(value => value == 50 * i);
                Assert.Equal(pixels.Length, own + pixels.Count(value => value == 50 * (3 - i)));
                Assert.Equal((double)own / pixels.Length, batch.Targets[i].Weight, 1e-6);
                boxes += own < pixels.Length ? 1 : 0;
            }
        }
        Assert.InRange(boxes, 80, 120);
    }

    [Fact]
    public void With_both_each_batch_takes_one()
    {
        int cut = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            using Batch batch = Plain(2);
            Mixing.Run(batch, new() { Mixup = 0.4, Cutmix = 1 }, new AddressedRandom(1, seed));
            cut += batch.Picture(0).IndexOfAnyExcept<byte>(0, 50) < 0 ? 1 : 0;
        }
        Assert.InRange(cut, 70, 140);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(3)]
    public void Proportions_have_the_mean_and_variance_of_the_beta_distribution(double alpha)
    {
        AddressedRandom random = new(9);
        double[] drawn = new double[20_000];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = Beta.Draw(alpha, ref random);
        }
        Assert.All(drawn, value => Assert.InRange(value, 0, 1));
        Assert.Equal(0.5, drawn.Average(), 0.02);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), drawn.Average(value => (value - 0.5) * (value - 0.5)), 0.01);
    }

    // Picture i is of one value, 50 · i, and of class i.
    private static Batch Plain(int count)
    {
        Batch batch = new(new BlockPool(count, Input), 0, count);
        for (int i = 0; i < count; i++)
        {
            batch.Picture(i).Fill((byte)(50 * i));
            batch.Put(i, new ImageItem($"{i}", "", i), i);
        }
        return batch;
    }
}
