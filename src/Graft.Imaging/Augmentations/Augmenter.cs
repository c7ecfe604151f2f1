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
        Placement placement = Placement.Draw(options, preprocessing, reader.Decoder.Width, reader.Decoder.Height, ref random);
        Pixels pixels = reader.Decoder.Decode(placement.DecodeScale);
        reader.Resampler.Run(pixels, placement.Window, preprocessing.Width, preprocessing.Height, placement.Resampling, placement.MirrorX, placement.MirrorY, planes);
    }
}
