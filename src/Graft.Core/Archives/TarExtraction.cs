using System.IO.Compression;
using Graft.Downloads;

namespace Graft.Archives;

/// <summary>How far an extraction is.</summary>
/// <param name="Read">Bytes of the archive read.</param>
/// <param name="Total">Bytes of the archive.</param>
/// <param name="Files">Files unpacked.</param>
public readonly record struct ExtractionProgress(long Read, long Total, int Files);

/// <summary>Unpacks a .tar or .tar.gz that nobody vouches for: into one folder and nowhere else, files and folders and nothing else, and no more than a bound.</summary>
public sealed record TarExtraction
{
    private const string UnpackingSuffix = ".unpacking";

    /// <summary>The most bytes that may come out.</summary>
    public required long MostBytes { get; init; }

    /// <summary>The most entries that may come out.</summary>
    public int MostEntries { get; init; } = 1_000_000;

    /// <summary>Leading folders of each name that are left out.</summary>
    public int Strip { get; init; }

    /// <summary>Unpacks under a temporary name beside the folder, which gets its own name once everything is there. What an interrupted extraction left is thrown away.</summary>
    /// <param name="folder">Must not be there, or be empty.</param>
    /// <returns>Files unpacked.</returns>
    /// <exception cref="ArchiveException">The archive is damaged, or holds what must not be unpacked, or the disk is full; nothing is left.</exception>
    /// <exception cref="OperationCanceledException">Asked for; nothing is left.</exception>
    public int Run(string archive, string folder, Action<ExtractionProgress>? report = null, CancellationToken cancel = default)
    {
        folder = Path.GetFullPath(Path.TrimEndingDirectorySeparator(folder));
        string unpacking = folder + UnpackingSuffix;
        try
        {
            if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            {
                throw new ArchiveException($"{folder} is there already and is not empty. Name another folder, or remove it.");
            }
            Remove(unpacking);
            RequireRoom(folder, new FileInfo(archive).Length); // what comes out is seldom less
            Directory.CreateDirectory(unpacking);
            int files = Unpack(archive, unpacking, report ?? (_ => { }), cancel);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }
            Directory.Move(unpacking, folder);
            return files;
        }
        catch (Exception cause)
        {
            Remove(unpacking);
            throw cause is IOException or UnauthorizedAccessException
                ? new ArchiveException($"{archive} cannot be unpacked into {folder}: {(DiskFault.IsFull(cause as IOException) ? "the disk is full. Make room, or name a folder on another disk." : $"{cause.Message} Check that you may write there.")}", cause)
                : cause;
        }
    }

    /// <summary>Refuses to begin what cannot end.</summary>
    /// <exception cref="ArchiveException">The disk of the folder has less room than so many bytes.</exception>
    public static void RequireRoom(string folder, long bytes)
    {
        string there = Path.GetFullPath(folder);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }
        if (DiskFault.FreeSpace(there) is { } room && room < bytes)
        {
            throw new ArchiveException($"{folder} needs {bytes:N0} bytes, but the disk has {room:N0} free. Make room, or name a folder on another disk.");
        }
    }

    private int Unpack(string archive, string folder, Action<ExtractionProgress> report, CancellationToken cancel)
    {
        using FileStream file = new(archive, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.SequentialScan);
        using Stream tar = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        TarReader reader = new(tar, archive);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        byte[] buffer = new byte[1 << 17];
        long bytes = 0;
        int files = 0;
        while (reader.Next() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            string[] parts = Checked(archive, entry);
            if (parts.Length == 0)
            {
                continue;
            }
            string path = Path.Combine([folder, .. parts]);
            if (entry.Kind == TarEntryKind.Folder)
            {
                Directory.CreateDirectory(path);
                continue;
            }
            bytes += Math.Min(entry.Length, MostBytes + 1 - bytes);
            if (bytes > MostBytes || seen.Count >= MostEntries)
            {
                throw new ArchiveException($"{archive} holds more than the {MostBytes:N0} bytes or {MostEntries:N0} files that may come out of it. It is not the archive it is taken for.");
            }
            if (!seen.Add(string.Join('/', parts)))
            {
                throw Refused(archive, entry, "comes twice");
            }
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (FileStream target = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                while (reader.Read(buffer) is > 0 and int count)
                {
                    target.Write(buffer, 0, count);
                }
            }
            report(new(file.Position, file.Length, ++files));
        }
        return files;
    }

    private string[] Checked(string archive, TarEntry entry)
    {
        if (entry.Kind is TarEntryKind.Link or TarEntryKind.Other)
        {
            throw Refused(archive, entry, entry.Kind == TarEntryKind.Link ? "is a link" : "is neither a file nor a folder");
        }
        string[] parts = ArchivePath.Parts(entry.Name, out string? fault);
        return fault is null ? parts[Math.Min(Strip, parts.Length)..] : throw Refused(archive, entry, fault);
    }

    private static ArchiveException Refused(string archive, TarEntry entry, string fact)
    {
        string name = string.Concat(entry.Name.Take(80).Select(unit => char.IsControl(unit) ? '�' : unit));
        return new($"{archive}: the entry '{name}' {fact}, and such a thing is not unpacked. Get the archive from its publisher.");
    }

    private static bool IsGzip(FileStream file)
    {
        bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return gzip;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
