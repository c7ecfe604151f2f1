using System.Globalization;

namespace Graft.Imaging;

/// <summary>Looks at every listed file: sets aside what cannot be a picture, and says what deserves a word.</summary>
internal static class EntryCheck
{
    /// <summary>Whether so many bad pictures are too many. A single one is not, however few pictures there are, unless none is allowed.</summary>
    public static bool TooMany(int bad, int all, double allowed) => bad > allowed * all && (bad > 1 || allowed == 0);

    /// <summary>How many are bad, and how many may be, in words.</summary>
    public static string Share(int bad, int all, double allowed) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * bad / all:0.#} %, more than {100 * allowed:0.##} %");

    /// <summary>The entries that can be used, with their lengths.</summary>
    public static List<Entry> Run(string root, Listing listing, DatasetOptions options)
    {
        bool look = options.CheckFiles;
        (string? Bad, string? Odd)[] found = new (string?, string?)[listing.Entries.Count];
        // Waiting for a disk takes no processor, so a few more than there are.
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 * Environment.ProcessorCount }, i => found[i] = Look(listing.Entries[i], look));
        List<string> bad = [.. listing.Entries.Zip(found).Where(pair => pair.Second.Bad is not null).Select(pair => $"'{pair.First.Key}' ({pair.Second.Bad})")];
        List<string> odd = [.. listing.Entries.Zip(found).Where(pair => pair.Second.Odd is not null).Select(pair => $"'{pair.First.Key}' is {pair.Second.Odd}")];
        if (TooMany(bad.Count, found.Length, options.UnreadableFraction))
        {
            throw new DatasetException($"{root}: {bad.Count} of {found.Length} pictures cannot be used ({Share(bad.Count, found.Length, options.UnreadableFraction)}): {Several.Of(bad)}. Copy them again, convert them, or take them out.");
        }
        if (bad.Count > 0)
        {
            listing.Warnings.Add($"Left out {Several.Count(bad.Count, "picture")} that cannot be used: {Several.Of(bad)}.");
        }
        if (odd.Count > 0)
        {
            listing.Warnings.Add($"Read {Several.Count(odd.Count, "file")} by content, against the extension: {Several.Of(odd)}.");
        }
        List<Entry> good = [.. listing.Entries.Where((_, i) => found[i].Bad is null)];
        if (good.Count == 0)
        {
            throw new DatasetException($"{root}: the data set has no picture. {ImageFormats.Readable} files are expected. {string.Join(' ', listing.Warnings)}".TrimEnd());
        }
        return good;
    }

    private static (string? Bad, string? Odd) Look(Entry entry, bool look)
    {
        try
        {
            entry.Length = PhotoFile.LengthOf(entry.File);
            if (entry.Length == 0)
            {
                return ("an empty file", null);
            }
            if (!look)
            {
                return (null, null);
            }
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(entry.File);
            Span<byte> start = stackalloc byte[ImageFormats.SniffLength];
            start = start[..RandomAccess.Read(handle, start, 0)];
            ImageFormat? format = ImageFormats.Sniff(start);
            return format is null ? (ImageFormats.Describe(start), null) : (null, ImageFormats.Named(entry.File) == format ? null : ImageFormats.Word(format.Value));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (PhotoFile.Reason(e), null);
        }
    }
}
