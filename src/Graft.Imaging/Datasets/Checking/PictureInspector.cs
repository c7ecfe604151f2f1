using System.Buffers.Binary;
using System.Security.Cryptography;
using Graft.Models;

namespace Graft.Imaging;

/// <summary>Reads one picture file after another whole, decodes it, and notes what there is to say of it. For one thread at a time.</summary>
internal sealed unsafe class PictureInspector : IDisposable
{
    /// <summary>Decoded pixels that are enough; a JPEG of more is decoded at a fraction of its size, which takes a quarter of the time and finds the same faults.</summary>
    private const double EnoughPixels = 4_000_000;

    private readonly PictureSource file = new(DecodeLimits.Default);
    private readonly PhotoDecoder decoder = new(DecodeLimits.Default);
    private readonly Resampler resampler = new();
    private readonly byte[] planes = new byte[3 * SmallPicture.Area];

    /// <summary>Looks into a file. What is wrong with it becomes its fault, never an exception.</summary>
    public PictureFacts Look(string path)
    {
        PictureFacts facts = new();
        try
        {
            file.Read(path);
            ReadOnlySpan<byte> bytes = file.Bytes;
            facts.Length = file.Length;
            facts.Content = file.Content();
            facts.Format = ImageFormats.Sniff(bytes[..Math.Min(file.Length, ImageFormats.SniffLength)]);
            decoder.Open(file);
            (facts.Width, facts.Height, facts.IsTurned) = (decoder.Width, decoder.Height, decoder.IsTurned);
            facts.IsCmyk = facts.Format == ImageFormat.Jpeg && JpegHeader.Find(bytes) is { Components: 4 };
            Decode(facts);
            if (facts.Format == ImageFormat.Jpeg && JpegIntegrity.Fault(bytes) is { } fault)
            {
                facts.Fault = (FindingKind.Damaged, fault);
            }
        }
        catch (ImageException error)
        {
            bool gone = error.InnerException is FileNotFoundException or DirectoryNotFoundException;
            facts.Fault = (gone ? FindingKind.Missing : facts.Width > 0 && decoder.EndedEarly ? FindingKind.Truncated : FindingKind.Unreadable, gone ? "it is not there" : error.Fact);
        }
        return facts;
    }

    public void Dispose()
    {
        file.Dispose();
        decoder.Dispose();
        resampler.Dispose();
    }

    private void Decode(PictureFacts facts)
    {
        Pixels pixels = decoder.Decode(Math.Min(1, Math.Sqrt(EnoughPixels / ((double)facts.Width * facts.Height))));
        facts.Pixels = FirstHalf(SHA256.HashData(new ReadOnlySpan<byte>((void*)pixels.Start, pixels.Stride * pixels.Height))) ^ (((UInt128)facts.Width << 32) | (uint)facts.Height);
        Window whole = new(0, 0, facts.Width, facts.Height, SmallPicture.Side, SmallPicture.Side, 0, 0);
        resampler.Run(pixels, whole, SmallPicture.Side, SmallPicture.Side, Resampling.Bilinear, mirrorX: false, mirrorY: false, planes);
        facts.Small = SmallPicture.Of(planes);
    }

    private static UInt128 FirstHalf(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);
}
