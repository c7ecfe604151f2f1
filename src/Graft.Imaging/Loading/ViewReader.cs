using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Reads one picture after another and makes views of it: the one that evaluation sees, and random variations that hang on nothing but seed, number and the file's content. For one thread at a time.</summary>
public sealed class ViewReader(Preprocessing preprocessing, DecodeLimits? limits = null) : IDisposable
{
    /// <summary>Rises whenever the pixels of a view change for the same file, so that what was computed from older ones is not taken for it.</summary>
    public const int PixelVersion = 1;

    private static readonly long ViewWord = AddressedRandom.Word("view");

    private readonly PhotoReader reader = new(limits);
    private readonly PictureSource source = new(limits ?? DecodeLimits.Default);

    /// <summary>What tells the opened picture's content from any other: the first 16 bytes of its SHA-256.</summary>
    public UInt128 Content { get; private set; }

    /// <summary>Bytes of one view: 3 · height · width.</summary>
    public int ViewLength => 3 * preprocessing.Height * preprocessing.Width;

    /// <summary>Reads a file's bytes, without looking whether they are a picture.</summary>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public void Open(string picture)
    {
        source.Read(picture);
        Content = source.Content();
    }

    /// <summary>Makes the first of the opened picture's views.</summary>
    /// <param name="planes">(3, height, width) bytes: red, green, blue.</param>
    /// <exception cref="ImageException">It is no picture that can be decoded.</exception>
    public void Crop(Span<byte> planes)
    {
        reader.Decoder.Open(source);
        reader.ReadOpened(preprocessing, planes);
    }

    /// <summary>Makes random views of the opened picture.</summary>
    /// <param name="numbers">Which ones; the same number gives the same view wherever it is asked for.</param>
    /// <param name="planes">(numbers, 3, height, width) bytes.</param>
    /// <exception cref="ImageException">It is no picture that can be decoded.</exception>
    public void Views(AugmentationOptions augmentation, long seed, ReadOnlySpan<int> numbers, Span<byte> planes)
    {
        reader.Decoder.Open(source);
        for (int i = 0; i < numbers.Length; i++)
        {
            reader.ReadsAgain = i + 1 < numbers.Length;
            AddressedRandom random = new(seed, ViewWord, numbers[i], (long)(ulong)Content);
            Augmenter.Run(reader, preprocessing, augmentation, random, planes.Slice(i * ViewLength, ViewLength));
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        source.Dispose();
    }
}
