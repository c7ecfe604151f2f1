using System.Runtime.Intrinsics;
using Graft.Models;

namespace Graft.Imaging.Tests;

public sealed class AffineSamplerTests
{
    private static readonly Preprocessing Small = new() { Resize = 64, Height = 56, Width = 56 };

    [Fact]
    public void A_rotation_is_that_of_PIL() => Compare("rotated-20", Affine.Rotation(20));

    [Fact]
    public void A_shear_is_that_of_PIL() => Compare("sheared", Affine.Shear(0.25, 0));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_turn_too_small_to_see_gives_what_the_resampler_gives(bool mirrorX, bool mirrorY)
    {
        using PhotoDecoder decoder = new(DecodeLimits.Default);
        using Resampler resampler = new();
        decoder.Open(Fixture.File("photo.png"));
        Pixels photo = decoder.Decode(1);
        Placement placement = new(Window.Whole((13, 9, 84, 90), Small), 1, mirrorX, mirrorY, Affine.Identity, Resampling.Bilinear);
        byte[] straight = new byte[3 * 56 * 56], turned = new byte[3 * 56 * 56];
        resampler.Run(photo, placement.Window, 56, 56, Resampling.Bilinear, mirrorX, mirrorY, straight);
        AffineSampler.Run(photo, placement.ToSource(56, 56, photo), default, 56, 56, turned);
        // Two samples against a triangle: alike but for grain; a step to the side is seen at once.
        Assert.InRange(Fixture.Difference(straight, turned), 0, 4);
        Placement beside = placement with { Window = Window.Whole((15, 9, 84, 90), Small) };
        AffineSampler.Run(photo, beside.ToSource(56, 56, photo), default, 56, 56, turned);
        Assert.InRange(Fixture.Difference(straight, turned), 6, 255);
    }

    [Fact]
    public void What_comes_from_beyond_the_window_is_the_photo_as_far_as_it_goes()
    {
        using PhotoDecoder decoder = new(DecodeLimits.Default);
        decoder.Open(Fixture.File("photo.png"));
        Pixels photo = decoder.Decode(1);
        Placement right = new(Window.Whole((0, 0, 56, 56), Small), 1, false, false, Affine.Shift(10, 0), Resampling.Bilinear);
        byte[] pixels = new byte[3 * 56 * 56];
        AffineSampler.Run(photo, right.ToSource(56, 56, photo), Vector128.Create(1f, 2, 3, 0), 56, 56, pixels);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], pixels[..10]);
        Placement left = right with { Turn = Affine.Shift(-10, 0) };
        AffineSampler.Run(photo, left.ToSource(56, 56, photo), Vector128.Create(1f, 2, 3, 0), 56, 56, pixels);
        using Resampler resampler = new();
        byte[] moved = new byte[3 * 56 * 56];
        resampler.Run(photo, Window.Whole((10, 0, 56, 56), Small), 56, 56, Resampling.Bilinear, false, false, moved);
        Assert.Equal(moved, pixels);
    }

    private static void Compare(string name, Affine turn)
    {
        byte[] pixels = new byte[3 * 56 * 56];
        byte[] source = Fixture.Expected("shorter-bilinear");
        unsafe
        {
            using NativeBuffer buffer = new();
            byte* start = buffer.Reserve(4 * 56 * 56);
            for (int i = 0; i < 56 * 56; i++)
            {
                (start[4 * i], start[(4 * i) + 1], start[(4 * i) + 2]) = (source[i], source[(56 * 56) + i], source[(2 * 56 * 56) + i]);
            }
            Pixels photo = new((IntPtr)start, 56, 56);
            Placement placement = new(Window.Whole((0, 0, 56, 56), Small), 1, false, false, turn, Resampling.Bilinear);
            AffineSampler.Run(photo, placement.ToSource(56, 56, photo), Vector128.Create(124f, 116, 104, 0), 56, 56, pixels);
        }
        Assert.InRange(Fixture.Difference(Fixture.Expected(name), pixels), 0, 0.7);
        Assert.InRange(Fixture.Difference(source, pixels), 10, 255);
    }
}
