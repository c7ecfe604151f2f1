using System.Security.Cryptography;
using System.Text;
using Graft.Imaging.Formula;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Imaging;

/// <summary>Reads one picture after another and makes views of it: the one that evaluation sees, and random variations that hang on nothing but seed, number and the file's content. For one thread at a time.</summary>
public sealed class ViewReader(Preprocessing preprocessing, DecodeLimits? limits = null) : IDisposable
{
    /// <summary>Rises whenever the pixels of a view change for the same file, so that what was computed from older ones is not taken for it.</summary>
    public const int PixelVersion = 1;

    private static readonly long ViewWord = AddressedRandom.Word("view");

    private readonly DecodeLimits allowed = limits ?? DecodeLimits.Default;
    private readonly PhotoReader reader = new(limits);
    private readonly NativeBuffer file = new();
    private string path = "";
    private IntPtr start;
    private int length;

    /// <summary>What tells the opened file's content from any other: the first 16 bytes of its SHA-256.</summary>
    public UInt128 Content { get; private set; }

    /// <summary>Bytes of one view: 3 · height · width.</summary>
    public int ViewLength => 3 * preprocessing.Height * preprocessing.Width;

    /// <summary>Reads a file's bytes, without looking whether they are a picture.</summary>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public unsafe void Open(string picture)
    {
        path = picture;
        if (FormulaTask.IsOne(picture))
        {
            Content = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{picture} {FormulaPainter.Version}")));
            return;
        }
        (start, length) = PhotoFile.Read(picture, file, allowed);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(new ReadOnlySpan<byte>((void*)start, length), digest);
        Content = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>Makes the first of the opened picture's views.</summary>
    /// <param name="planes">(3, height, width) bytes: red, green, blue.</param>
    /// <exception cref="ImageException">It is no picture that can be decoded.</exception>
    public void Crop(Span<byte> planes)
    {
        OpenDecoder();
        reader.ReadOpened(preprocessing, planes);
    }

    /// <summary>Makes random views of the opened picture.</summary>
    /// <param name="numbers">Which ones; the same number gives the same view wherever it is asked for.</param>
    /// <param name="planes">(numbers, 3, height, width) bytes.</param>
    /// <exception cref="ImageException">It is no picture that can be decoded.</exception>
    public void Views(AugmentationOptions augmentation, long seed, ReadOnlySpan<int> numbers, Span<byte> planes)
    {
        OpenDecoder();
        for (int i = 0; i < numbers.Length; i++)
        {
            reader.ReadsAgain = i + 1 < numbers.Length;
            AddressedRandom random = new(seed, ViewWord, numbers[i], (long)(ulong)Content);
            Augmenter.Run(reader, preprocessing, augmentation, random, planes.Slice(i * ViewLength, ViewLength));
        }
    }

    private void OpenDecoder()
    {
        if (FormulaTask.IsOne(path))
        {
            reader.Decoder.Open(path);
        }
        else
        {
            reader.Decoder.Open(start, length, path);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }
}
