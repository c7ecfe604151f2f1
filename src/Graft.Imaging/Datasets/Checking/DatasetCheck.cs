using Microsoft.Win32.SafeHandles;

namespace Graft.Imaging;

/// <summary>Looks whether a data set is all there: every picture that it lists, with a readable header.</summary>
public static class DatasetCheck
{
    /// <summary>Bytes from the start of a file in which the header of nearly every JPEG lies.</summary>
    private const int HeadBytes = 1 << 13;

    /// <summary>The most that is read to find the header of a JPEG behind large metadata.</summary>
    private const int MostHeadBytes = 1 << 22;

    /// <summary>Lists a data set and reads the beginning of each of its files.</summary>
    /// <param name="path">A folder or a CSV file, as for <see cref="ImageDataset.Open"/>.</param>
    /// <param name="report">Told how many files have been looked at, and of how many.</param>
    /// <exception cref="DatasetException">There is no data set, or it contradicts itself.</exception>
    public static DatasetFindings Run(string path, Action<int, int>? report = null, CancellationToken cancel = default)
    {
        string root = Path.GetFullPath(path);
        Listing listing = Listing.Of(root);
        string?[] faults = new string?[listing.Entries.Count];
        int looked = 0;
        // Waiting for a disk takes no processor, so a few more than there are.
        Parallel.For(0, faults.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 * Environment.ProcessorCount, CancellationToken = cancel }, i =>
        {
            faults[i] = Fault(listing.Entries[i].File);
            report?.Invoke(Interlocked.Increment(ref looked), faults.Length);
        });
        return new()
        {
            Layout = listing.Layout,
            Classes = listing.Classes,
            Counts = [.. listing.Entries.GroupBy(entry => (entry.Split, entry.Label)).Select(group => new SplitCount(group.Key.Split, listing.Classes[group.Key.Label], group.Count()))],
            Missing = [.. Keys(fault => fault == Absent)],
            Unreadable = [.. listing.Entries.Zip(faults).Where(pair => pair.Second is not null and not Absent).Select(pair => $"{pair.First.Key} ({pair.Second})").Order(StringComparer.Ordinal)],
            Unlisted = Food101Layout.IsOne(root) ? Unlisted(root, listing) : [],
            Warnings = listing.Warnings,
            IsFood101 = Food101Layout.IsOne(root) && listing.Classes.Count > 0 && listing.Classes.All(Food101.Classes.Contains),
        };

        IEnumerable<string> Keys(Predicate<string?> wanted) => listing.Entries.Zip(faults).Where(pair => wanted(pair.Second)).Select(pair => pair.First.Key).Order(StringComparer.Ordinal);
    }

    private const string Absent = "it is not there";

    /// <summary>Why a picture cannot be used; null where nothing speaks against it.</summary>
    private static string? Fault(string path)
    {
        try
        {
            long length = PhotoFile.LengthOf(path);
            if (length == 0)
            {
                return "an empty file";
            }
            using SafeFileHandle file = File.OpenHandle(path);
            byte[] head = Head(file, (int)Math.Min(length, HeadBytes));
            ImageFormat? format = ImageFormats.Sniff(head);
            if (format != ImageFormat.Jpeg)
            {
                return format is null ? ImageFormats.Describe(head) : null;
            }
            JpegHeader? header = JpegHeader.Find(head) ?? (length > HeadBytes ? JpegHeader.Find(Head(file, (int)Math.Min(length, MostHeadBytes))) : null);
            return header is not { } found ? "a JPEG without a picture: cut short or damaged" : found.Width == 0 || found.Height == 0 ? "a JPEG without pixels" : found.Obstacle;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PhotoFile.Reason(error);
        }
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

    private static List<string> Unlisted(string root, Listing listing)
    {
        HashSet<string> listed = [.. listing.Entries.Select(entry => entry.Key)];
        string images = Path.Combine(root, "images");
        return [.. Directory.EnumerateFiles(images, "*", SearchOption.AllDirectories).Where(file => !FolderWalk.IsClutter(file))
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/')).Where(key => !listed.Contains(key)).Order(StringComparer.Ordinal)];
    }
}
