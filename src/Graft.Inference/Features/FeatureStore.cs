using System.Globalization;
using System.Text;

namespace Graft.Inference;

/// <summary>The features of one key: the segments in its folder, and where each picture's row is in them.</summary>
/// <remarks>Anyone may read at any time. Whoever adds rows holds the folder's lock, so that two processes do not compute the same twice.</remarks>
internal sealed class FeatureStore : IDisposable
{
    private readonly SegmentHeader header;
    private readonly List<FeatureSegment> segments = [];
    private readonly Dictionary<(UInt128 Content, int View), FeaturePlace> places = [];
    private readonly HashSet<FeatureSegment> touched = [];
    private readonly Lock gate = new();
    private FeatureLock? held;

    public FeatureStore(string root, FeatureKey key)
    {
        Key = key;
        header = SegmentHeader.For(key);
        Folder = Path.Combine(root, Convert.ToHexStringLower(header.Digest)[..16]);
        Load();
    }

    public FeatureKey Key { get; }

    public string Folder { get; }

    /// <summary>Bytes that so many more rows take, those of new segments included.</summary>
    public long BytesToAdd(long rows)
    {
        long beyond = Math.Max(0, rows - (segments.LastOrDefault()?.Free ?? 0));
        return (rows * header.Stride) + ((beyond + header.Capacity - 1) / header.Capacity * header.RowsAt);
    }

    /// <summary>Files that a request has found rows in, or may add to.</summary>
    public IEnumerable<string> InUse => touched.Append(segments.LastOrDefault()).OfType<FeatureSegment>().Select(segment => segment.Path);

    /// <summary>Waits until no other process adds rows, then looks again at what is there.</summary>
    /// <param name="waiting">Called once where there is another process to wait for.</param>
    /// <exception cref="FeatureCacheException">The folder cannot be made or written.</exception>
    public void Lock(Action waiting, CancellationToken cancellation)
    {
        held = FeatureLock.Take(Folder, waiting, cancellation);
        foreach (string file in Files().Where(file => segments.TrueForAll(segment => segment.Path != file) && FeatureSegment.TryOpen(file, header) is null))
        {
            File.Delete(file); // damaged, or made by another version: its rows are computed again
        }
        Load();
    }

    /// <summary>Makes rows added so far readable.</summary>
    public void Map() => touched.ToList().ForEach(segment => segment.Map());

    public void Unlock()
    {
        held?.Dispose();
        held = null;
    }

    /// <summary>The row of a picture's view; of <see cref="SegmentRecord.Unreadable"/>, the reason why it has none.</summary>
    public FeaturePlace? Find(UInt128 content, int view)
    {
        lock (gate)
        {
            return places.TryGetValue((content, view), out FeaturePlace place) ? place : null;
        }
    }

    /// <summary>The same, if its bytes are what was written; rows that fail are forgotten.</summary>
    public FeaturePlace? FindGood(UInt128 content, int view)
    {
        if (Find(content, view) is not { } place)
        {
            return null;
        }
        FeatureSegment segment = segments[place.Segment];
        if (!segment.Verify(place.Row))
        {
            places.Remove((content, view));
            return null;
        }
        if (touched.Add(segment))
        {
            segment.Touch();
        }
        return place;
    }

    /// <summary>Adds a row; any thread may, while the lock is held.</summary>
    /// <exception cref="FeatureCacheException">The disk is full.</exception>
    public FeaturePlace Add(UInt128 content, int view, ReadOnlySpan<byte> row)
    {
        lock (gate)
        {
            try
            {
                if (segments.Count == 0 || segments[^1].Free == 0)
                {
                    segments.Add(FeatureSegment.Create(NextFile(), header));
                }
                touched.Add(segments[^1]);
                FeaturePlace place = new(segments.Count - 1, segments[^1].Append(content, view, row));
                places[(content, view)] = place;
                return place;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw FeatureCacheException.CannotWrite(Folder, cause);
            }
        }
    }

    /// <summary>Remembers that a picture cannot be decoded.</summary>
    /// <param name="fact">What is wrong with it.</param>
    public void AddUnreadable(UInt128 content, string fact)
    {
        byte[] text = Encoding.UTF8.GetBytes(fact);
        Add(content, SegmentRecord.Unreadable, text.AsSpan(0, Math.Min(text.Length, (int)header.Stride)));
    }

    /// <summary>The bytes of a row; any thread may read once the store is unlocked.</summary>
    public ReadOnlySpan<byte> Row(FeaturePlace place) => segments[place.Segment].Row(place.Row);

    /// <summary>Why a picture cannot be decoded; null where that is not known.</summary>
    public string? WhyUnreadable(UInt128 content) => FindGood(content, SegmentRecord.Unreadable) is { } place ? Encoding.UTF8.GetString(Row(place)) : null;

    public void Dispose()
    {
        foreach (FeatureSegment segment in segments)
        {
            segment.Dispose();
        }
        held?.Dispose();
    }

    private void Load()
    {
        segments.ForEach(segment => segment.Dispose());
        segments.Clear();
        places.Clear();
        touched.Clear();
        foreach (string file in Files())
        {
            if (FeatureSegment.TryOpen(file, header) is { } segment)
            {
                segments.Add(segment);
                for (int row = 0; row < segment.Used; row++)
                {
                    if (segment[row] is { } record)
                    {
                        places[(record.Content, record.View)] = new(segments.Count - 1, row);
                    }
                }
            }
        }
    }

    private string[] Files() => Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*" + FeatureSegment.Suffix).Order(StringComparer.Ordinal)] : [];

    private string NextFile() => Enumerable.Range(1, int.MaxValue).Select(number => Path.Combine(Folder, number.ToString("D6", CultureInfo.InvariantCulture) + FeatureSegment.Suffix)).First(file => !File.Exists(file));
}

/// <summary>Where a row is: the segment's position in its store, and the row in it.</summary>
internal readonly record struct FeaturePlace(int Segment, int Row);
