using System.IO.Compression;
using Graft.Archives;

namespace Graft.Weights.Packed;

/// <summary>The files of a .tar, .tar.gz or .gz in a temporary folder, which is gone when this is disposed.</summary>
internal sealed class UnpackedArchive : IDisposable
{
    private const long MostBytes = 16L << 30;
    private const int MostMembers = 10_000;

    private readonly string folder = Directory.CreateTempSubdirectory("graft-weights-").FullName;
    private readonly List<string> names = [];

    /// <exception cref="WeightFileException">The archive is damaged, holds what must not be unpacked or more than it may, or there is no room for it.</exception>
    public UnpackedArchive(MappedFile archive)
    {
        try
        {
            if (HoldsTar(archive))
            {
                UnpackTar(archive);
            }
            else
            {
                using Stream content = Content(archive);
                string name = System.IO.Path.GetFileNameWithoutExtension(archive.Path);
                Unpack(archive, name.Length > 0 ? name : "content", content.Read, Bound(archive));
            }
        }
        catch (Exception error)
        {
            Dispose();
            throw error is ArchiveException ? new WeightFileException(error.Message, error)
                : error is IOException or InvalidDataException or UnauthorizedAccessException
                ? new WeightFileException($"{archive.Path} cannot be unpacked into {System.IO.Path.GetTempPath()}: {error.Message.TrimEnd('.')}. Make room there, name another folder in TMPDIR, or unpack the archive yourself.", error) : error;
        }
    }

    /// <summary>Names of the files as the archive has them, without a leading <c>./</c>.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Whether a file is a gzip archive, or a tar archive by the checksum of its first header.</summary>
    public static bool Fits(MappedFile file) => IsGzip(file) || IsTar(file.Peek(0, TarHeader.BlockBytes));

    public string PathOf(string name) => System.IO.Path.Combine([folder, .. name.Split('/')]);

    /// <summary>Removes the folder; what is still open on Windows stays until it is asked again.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The system's own cleaning of temporary folders will find it.
        }
    }

    private static bool IsGzip(MappedFile file) => file.Peek(0, 3) is [0x1F, 0x8B, 8];

    private static bool IsTar(ReadOnlySpan<byte> block) => block.Length == TarHeader.BlockBytes && block.ContainsAnyExcept((byte)0) && TarHeader.Read(block, out _) is not null;

    private static Stream Content(MappedFile archive) => IsGzip(archive) ? new GZipStream(new MappedStream(archive), CompressionMode.Decompress) : new MappedStream(archive);

    private static bool HoldsTar(MappedFile archive)
    {
        using Stream content = Content(archive);
        Span<byte> block = stackalloc byte[TarHeader.BlockBytes];
        return IsTar(block[..content.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)]);
    }

    // Weights hardly shrink when they are packed; what grows a hundredfold is made to fill the disk.
    private static long Bound(MappedFile archive) => Math.Min(MostBytes, (64L << 20) + (100 * archive.Length));

    private void UnpackTar(MappedFile archive)
    {
        using Stream content = Content(archive);
        TarReader tar = new(content, archive.Path);
        long room = Bound(archive);
        while (tar.Next() is { } entry)
        {
            string[] parts = ArchivePath.Parts(entry.Name, out string? fault);
            if (entry.Kind != TarEntryKind.File || parts.Length == 0)
            {
                continue; // folders are made as they are needed; links and devices are no weights
            }
            if (fault is not null || names.Count == MostMembers)
            {
                throw new WeightFileException($"{archive.Path}: {(fault is null ? $"it holds more than {MostMembers} files" : $"a member's name {fault}")}. It is no archive of weights; get it from its publisher.");
            }
            room -= Unpack(archive, string.Join('/', parts), tar.Read, room);
        }
    }

    private long Unpack(MappedFile archive, string name, ReadBytes read, long room)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] buffer = new byte[1 << 18];
        long written = 0;
        while (read(buffer) is > 0 and int count)
        {
            written += count;
            if (written > room)
            {
                throw new WeightFileException($"{archive.Path}: more than {Bound(archive):N0} bytes come out of its {archive.Length:N0}. It is no archive of weights; unpack it yourself if you trust it.");
            }
            file.Write(buffer, 0, count);
        }
        names.Add(name);
        return written;
    }

    private delegate int ReadBytes(Span<byte> buffer);
}
