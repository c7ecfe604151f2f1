using System.Globalization;
using Graft.Downloads;

namespace Graft.Inference;

/// <summary>The folder in which features of frozen networks are kept from run to run, within a bound: what was used longest ago is dropped first.</summary>
public sealed class FeatureCache : IDisposable
{
    /// <summary>The environment variable that bounds the folder, such as "20 GB".</summary>
    public const string LimitVariable = "GRAFT_CACHE_LIMIT";

    private const long UsualLimit = 20_000_000_000;

    private readonly bool temporary;

    /// <param name="folder">Made when something is put into it.</param>
    /// <param name="limit">The most bytes to keep.</param>
    public FeatureCache(string folder, long limit) => (Folder, Limit) = (folder, limit);

    private FeatureCache(string folder)
        : this(folder, long.MaxValue) => temporary = true;

    public string Folder { get; }

    /// <summary>The most bytes to keep.</summary>
    public long Limit { get; }

    internal string IndexPath => Path.Combine(Folder, PictureIndex.FileName);

    /// <summary>The user's own cache: features under <see cref="CacheFolder.Root"/>, bounded by GRAFT_CACHE_LIMIT or 20 GB, and by half of the room that its disk has for it.</summary>
    /// <exception cref="FeatureCacheException">The bound is no size.</exception>
    public static FeatureCache OfUser()
    {
        string folder = CacheFolder.Of("features");
        return Environment.GetEnvironmentVariable(LimitVariable) is { Length: > 0 } text
            ? new(folder, ParseSize(text) ?? throw new FeatureCacheException($"{LimitVariable} is '{text}', which is no size. Write '20 GB', '500 MB' or a number of bytes."))
            : new(folder, Math.Min(UsualLimit, (Room(folder) + Size(folder)) / 2));
    }

    /// <summary>A folder for one run, which goes when this is disposed of.</summary>
    public static FeatureCache ForOneRun() => new(Directory.CreateTempSubdirectory("graft-features-").FullName);

    /// <summary>What is kept, latest used first.</summary>
    public IReadOnlyList<CachedFeatures> List() =>
    [
        .. Segments(Folder).GroupBy(file => file.DirectoryName!).Select(group => CachedFeatures.Of(group.Key, [.. group])).OfType<CachedFeatures>().OrderByDescending(entry => entry.Used),
    ];

    /// <summary>Bytes that are kept.</summary>
    public long Size() => Size(Folder);

    /// <summary>Removes everything but what other processes are adding to.</summary>
    /// <returns>Bytes removed.</returns>
    public long Clear()
    {
        long before = Size();
        foreach (FileInfo segment in Segments(Folder))
        {
            Remove(segment, held: null);
        }
        if (File.Exists(IndexPath))
        {
            File.Delete(IndexPath);
        }
        return before - Size();
    }

    /// <summary>Drops segments, longest unused first, until so many bytes more fit into the bound, or nothing is left that may go.</summary>
    /// <param name="keep">Segments that stay.</param>
    /// <param name="held">Folders whose locks the caller holds.</param>
    internal void MakeRoom(long bytes, IReadOnlySet<string> keep, IReadOnlyCollection<string> held)
    {
        FileInfo[] all = [.. Segments(Folder).OrderBy(file => file.LastWriteTimeUtc)];
        long total = all.Sum(file => file.Length);
        foreach (FileInfo segment in all.Where(file => !keep.Contains(file.FullName)))
        {
            if (total <= Limit - bytes)
            {
                return;
            }
            long size = segment.Length; // once removed it has none
            total -= Remove(segment, held) ? size : 0;
        }
    }

    public void Dispose()
    {
        if (temporary && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>"20 GB", "1.5TB" or "1000000" as bytes; null for anything else.</summary>
    internal static long? ParseSize(string text)
    {
        string trimmed = text.Trim().ToUpperInvariant();
        string[] units = ["TB", "GB", "MB", "KB", "B", ""];
        string unit = units.First(trimmed.EndsWith);
        double factor = unit switch { "TB" => 1e12, "GB" => 1e9, "MB" => 1e6, "KB" => 1e3, _ => 1 };
        return double.TryParse(trimmed[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && number * factor < 1e18 ? (long)(number * factor) : null;
    }

    private static bool Remove(FileInfo segment, IReadOnlyCollection<string>? held)
    {
        try
        {
            bool mine = held?.Contains(segment.DirectoryName!) == true;
            using FeatureLock? taken = mine ? null : FeatureLock.TryTake(segment.DirectoryName!);
            if (!mine && taken is null)
            {
                return false; // another process is adding to it
            }
            segment.Delete(); // whoever has it mapped keeps what it sees
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FeatureCacheException)
        {
            return false;
        }
    }

    private static long Size(string folder) => Segments(folder).Sum(file => file.Length);

    private static IEnumerable<FileInfo> Segments(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateDirectories().SelectMany(inner => inner.EnumerateFiles("*" + FeatureSegment.Suffix)) : [];

    private static long Room(string folder)
    {
        string? existing = Path.GetFullPath(folder);
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing);
        }
        try
        {
            return existing is null ? 0 : new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue / 4; // a file system that does not tell
        }
    }
}
