using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Graft.Wire;
using Microsoft.Win32.SafeHandles;

namespace Graft.Inference;

/// <summary>Remembers the content hash of each picture file by its path, size and time of change, so that files seen before need not be read.</summary>
/// <remarks>A log of records of 64 bytes, each under a checksum; later ones replace earlier ones of the same path. What is damaged is passed over: those files are read again.</remarks>
internal sealed class PictureIndex(string path)
{
    public const string FileName = "pictures.index";

    private const int RecordBytes = 64, ChecksumAt = 60;

    /// <summary>Beyond this, a million files, the log begins anew.</summary>
    private const long MostBytes = 64L << 20;

    /// <summary>A file that changed so recently may change once more within the resolution of its time stamp.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly Dictionary<UInt128, (long Size, long Time, UInt128 Content)> known = Load(path);
    private readonly List<byte[]> added = [];
    private readonly Lock gate = new();

    /// <summary>The content hash of a file that has not changed since it was last seen; null for others.</summary>
    public UInt128? Find(string file) =>
        Stamp(file) is { } now && known.TryGetValue(Name(file), out (long Size, long Time, UInt128 Content) then) && (then.Size, then.Time) == (now.Size, now.Time) ? then.Content : null;

    /// <summary>A file's size and time of change, links followed; null where there is none.</summary>
    public static (long Size, long Time)? Stamp(string file)
    {
        try
        {
            FileInfo info = new(file);
            info = info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
            return info.Exists ? (info.Length, info.LastWriteTimeUtc.Ticks) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Remembers a file; any thread may.</summary>
    /// <param name="stamp">Taken before the file was read.</param>
    public void Add(string file, (long Size, long Time) stamp, UInt128 content)
    {
        if (DateTime.UtcNow.Ticks - stamp.Time < Settled.Ticks)
        {
            return;
        }
        byte[] record = new byte[RecordBytes];
        BinaryPrimitives.WriteUInt128LittleEndian(record, Name(file));
        BinaryPrimitives.WriteUInt128LittleEndian(record.AsSpan(16), content);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), stamp.Size);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(40), stamp.Time);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(ChecksumAt), MaskedCrc.Of(record.AsSpan(0, ChecksumAt)));
        lock (gate)
        {
            added.Add(record);
        }
    }

    /// <summary>Appends what was added. To lose it costs time alone, so nothing is said where it cannot be written.</summary>
    public void Save()
    {
        if (added.Count == 0)
        {
            return;
        }
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            long length = RandomAccess.GetLength(file), end = length > MostBytes ? 0 : length / RecordBytes * RecordBytes;
            RandomAccess.SetLength(file, end);
            RandomAccess.Write(file, [.. added.Select(record => (ReadOnlyMemory<byte>)record)], end);
            added.Clear();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process is writing, or the disk is full.
        }
    }

    private static Dictionary<UInt128, (long, long, UInt128)> Load(string path)
    {
        Dictionary<UInt128, (long, long, UInt128)> found = [];
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= MostBytes })
            {
                return found;
            }
            byte[] bytes = File.ReadAllBytes(path);
            for (int at = 0; at + RecordBytes <= bytes.Length; at += RecordBytes)
            {
                ReadOnlySpan<byte> record = bytes.AsSpan(at, RecordBytes);
                if (BinaryPrimitives.ReadUInt32LittleEndian(record[ChecksumAt..]) == MaskedCrc.Of(record[..ChecksumAt]))
                {
                    found[BinaryPrimitives.ReadUInt128LittleEndian(record)] = (BinaryPrimitives.ReadInt64LittleEndian(record[32..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]), BinaryPrimitives.ReadUInt128LittleEndian(record[16..]));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The pictures are read again.
        }
        return found;
    }

    private static UInt128 Name(string file)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(file)), digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
