using System.Runtime.Intrinsics;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Makes one training picture: one resample, one colour matrix where asked for, and what cannot be put into either.</summary>
internal static class Augmenter
{
    /// <summary>Makes a picture of the photo that is open.</summary>
    /// <param name="random">A fresh generator of the picture's own address; every number drawn here comes from it, so a picture hangs on nothing but its address.</param>
    /// <param name="planes">(3, Height, Width) bytes.</param>
    public static void Run(PhotoReader reader, Preprocessing preprocessing, AugmentationOptions options, AddressedRandom random, Span<byte> planes)
    {
        int width = preprocessing.Width, height = preprocessing.Height;
        Placement placement = Placement.Draw(options, preprocessing, reader.Decoder.Width, reader.Decoder.Height, ref random);
        RandAugment.Step[] steps = RandAugment.Draw(options, ref random);
        placement = placement with { Turn = placement.Turn.Then(RandAugment.Move(steps, width, height)) };
        Span<byte> beyond = stackalloc byte[3];
        MeanColour(preprocessing, beyond);
        bool upright = placement.Turn == Affine.Identity; // a turn may bring in any row
        Pixels pixels = reader.Decoder.Decode(placement.DecodeScale, upright ? reader.RowsOf(placement.Window, height, placement.DecodeScale) : null);
        if (upright)
        {
            reader.Resampler.Run(pixels, placement.Window, width, height, placement.Resampling, placement.MirrorX, placement.MirrorY, planes);
        }
        else
        {
            AffineSampler.Run(pixels, placement.ToSource(width, height, pixels), Vector128.Create(beyond[0], beyond[1], beyond[2], 0f), width, height, planes);
        }
        ColourPass colours = new(planes, width);
        RandAugment.Colour(steps, ref colours);
        Jitter(options, ref colours, ref random);
        colours.Flush();
        if (random.NextDouble() < options.Erasing)
        {
            Erasing.Run(planes, width, height, beyond, ref random);
        }
    }

    /// <summary>The colour that becomes 0 when a picture is normalised: red, green, blue.</summary>
    internal static void MeanColour(Preprocessing preprocessing, Span<byte> colour)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            int at = preprocessing.Channels == ChannelOrder.Bgr ? 2 - channel : channel;
            colour[at] = (byte)Math.Clamp(Math.Round(preprocessing.Mean[channel] / preprocessing.Scale), 0, 255);
        }
    }

    // Always in this order; torchvision draws the order too.
    private static void Jitter(AugmentationOptions options, ref ColourPass colours, ref AddressedRandom random)
    {
        if (options.Brightness > 0)
        {
            colours.Brightness(1 + random.Next(-options.Brightness, options.Brightness));
        }
        if (options.Contrast > 0)
        {
            colours.Contrast(1 + random.Next(-options.Contrast, options.Contrast));
        }
        if (options.Saturation > 0)
        {
            colours.Saturation(1 + random.Next(-options.Saturation, options.Saturation));
        }
        if (options.Hue > 0)
        {
            colours.Hue(random.Next(-options.Hue, options.Hue));
        }
    }
}
