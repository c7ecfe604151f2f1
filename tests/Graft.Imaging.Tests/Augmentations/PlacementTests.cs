using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging.Tests;

public sealed class PlacementTests
{
    [Theory]
    [InlineData(500, 375)]
    [InlineData(375, 500)]
    [InlineData(1000, 20)]
    [InlineData(1, 1)]
    public void Random_boxes_lie_within_the_photo_and_have_the_area_and_shape_asked_for(int width, int height)
    {
        AugmentationOptions options = new() { CropLow = 0.2, CropHigh = 0.8, Ratio = 1.5 };
        double sum = 0;
        for (int i = 0; i < 2000; i++)
        {
            Window box = Draw(options, width, height, i).Window;
            Assert.InRange(box.X, 0, width - box.Width);
            Assert.InRange(box.Y, 0, height - box.Height);
            if (Math.Min(width, height) > 300)
            {
                Assert.InRange(box.Width / box.Height, 1 / 1.51, 1.51);
                Assert.InRange(box.Width * box.Height / width / height, 0.195, 0.805);
                sum += box.Width * box.Height / width / height;
            }
        }
        if (Math.Min(width, height) > 300)
        {
            // A little below one half: the largest boxes fit least often.
            Assert.InRange(sum / 2000, 0.44, 0.51);
        }
    }

    [Fact]
    public void A_margin_crop_is_a_square_smaller_by_the_margin_on_each_side_anywhere_in_the_photo()
    {
        Placement[] drawn = [.. Enumerable.Range(0, 500).Select(i => Draw(new() { Margin = 16 }, 300, 200, i))];
        Assert.All(drawn, placement => Assert.Equal((168, 168, Resampling.Area), (placement.Window.Width, placement.Window.Height, placement.Resampling)));
        Assert.Equal((0, 132), (drawn.Min(placement => placement.Window.X), drawn.Max(placement => placement.Window.X)));
        Assert.Equal((0, 32), (drawn.Min(placement => placement.Window.Y), drawn.Max(placement => placement.Window.Y)));
    }

    [Fact]
    public void Mirroring_and_turning_come_as_often_and_as_far_as_asked()
    {
        Placement[] drawn = [.. Enumerable.Range(0, 2000).Select(i => Draw(new() { Flip = 0.3, VerticalFlip = 0.1, Rotation = 15 }, 300, 200, i))];
        Assert.InRange(drawn.Count(placement => placement.MirrorX), 520, 680);
        Assert.InRange(drawn.Count(placement => placement.MirrorY), 150, 250);
        double[] angles = [.. drawn.Select(placement => Math.Atan2(placement.Turn.Xy, placement.Turn.Xx) * 180 / Math.PI)];
        Assert.InRange(angles.Max(), 14, 15);
        Assert.InRange(angles.Min(), -15, -14);
    }

    [Fact]
    public void RandAugment_moves_no_further_than_its_magnitude()
    {
        for (int i = 0; i < 300; i++)
        {
            AddressedRandom random = new(1, i);
            RandAugment.Step[] steps = RandAugment.Draw(new() { RandAugment = 1, Magnitude = 15 }, ref random);
            Affine move = RandAugment.Move(steps, 331, 331);
            Assert.InRange(Math.Abs(move.X0), 0, 75.0001);
            Assert.InRange(Math.Abs(move.Yx), 0, Math.Sin(15 * Math.PI / 180) + 1e-9);
        }
    }

    private static Placement Draw(AugmentationOptions options, int width, int height, int index)
    {
        AddressedRandom random = new(5, index);
        return Placement.Draw(options, Preprocessing.ImageNet, width, height, ref random);
    }
}
