using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>One thread's tools for making training pictures; everything is kept for the next picture.</summary>
internal sealed class PictureWorker(LoaderOptions options) : IDisposable
{
    private readonly PhotoReader reader = new(options.Limits);

    /// <summary>A picture as evaluation sees it.</summary>
    /// <exception cref="ImageException">The file is no picture that can be decoded.</exception>
    public void Read(ImageItem item, Span<byte> planes) => reader.Read(item.File, options.Preprocessing, planes);

    /// <summary>A picture as training sees it.</summary>
    /// <exception cref="ImageException">The file is no picture that can be decoded.</exception>
    public void Read(ImageItem item, AugmentationOptions augmentation, AddressedRandom random, Span<byte> planes)
    {
        reader.Decoder.Open(item.File);
        Augmenter.Run(reader, options.Preprocessing, augmentation, random, planes);
    }

    public void Dispose() => reader.Dispose();
}
