using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Graft.Imaging;

/// <summary>Looks at the beginning of picture files only: a fraction of the time that decoding takes, and a fraction of the faults.</summary>
internal static class HeadLook
{
    /// <summary>Bytes from the start of a file in which the header of nearly every JPEG lies.</summary>
    private const int HeadBytes = 1 << 13;

    /// <summary>The most that is read to find the header of a JPEG behind large metadata.</summary>
    private const int MostHeadBytes = 1 << 22;

    /// <summary>Looks at one file. What is wrong with it becomes its fault, never an exception.</summary>
    public static PictureFacts Look(string path)
    {
        PictureFacts facts = new();
        try
        {
            facts.Length = PhotoFile.LengthOf(path);
            if (facts.Length == 0)
            {
                facts.Fault = (FindingKind.Unreadable, "an empty file");
                return facts;
            }
            using SafeFileHandle file = File.OpenHandle(path);
            byte[] head = Head(file, (int)Math.Min(facts.Length, HeadBytes));
            facts.Format = ImageFormats.Sniff(head);
            if (facts.Format is null)
            {
                facts.Fault = (FindingKind.Unreadable, ImageFormats.Describe(head));
            }
            else if (facts.Format == ImageFormat.Jpeg)
            {
                JpegHeader? header = JpegHeader.Find(head) ?? (facts.Length > HeadBytes ? JpegHeader.Find(Head(file, (int)Math.Min(facts.Length, MostHeadBytes))) : null);
                string? fault = header is not { } found ? "a JPEG without a picture: cut short or damaged" : found.Width == 0 || found.Height == 0 ? "a JPEG without pixels" : found.Obstacle;
                (facts.Width, facts.Height, facts.IsCmyk) = (header?.Width ?? 0, header?.Height ?? 0, header?.Components == 4);
                facts.Fault = fault is null ? null : (FindingKind.Unreadable, fault);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            facts.Fault = (error is FileNotFoundException or DirectoryNotFoundException ? FindingKind.Missing : FindingKind.Unreadable, PhotoFile.Reason(error));
        }
        return facts;
    }

    /// <summary>Gives the files of equal length, which alone can be equal, the hash of their bytes.</summary>
    public static void HashEqualLengths(IReadOnlyList<string> files, IReadOnlyList<PictureFacts> facts, CancellationToken cancel)
    {
        int[] suspects = [.. Enumerable.Range(0, files.Count).Where(i => facts[i].Fault is null).GroupBy(i => facts[i].Length).Where(group => group.Skip(1).Any()).SelectMany(group => group)];
        Parallel.ForEach(suspects, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            try
            {
                using FileStream stream = File.OpenRead(files[i]);
                facts[i].Content = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(stream));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                facts[i].Fault = (FindingKind.Unreadable, PhotoFile.Reason(error));
            }
        });
    }

    private static byte[] Head(SafeFileHandle file, int length)
    {
        byte[] bytes = new byte[length];
        int read = 0;
        while (read < length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and int count)
        {
            read += count;
        }
        return bytes[..read];
    }
}
