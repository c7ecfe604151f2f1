using Graft.Imaging;
using Graft.Recipes;
using SkiaSharp;

namespace Graft.Inference.Tests.Features;

/// <summary>A cache file is never believed for its own sake: whatever became of it, the features are the right ones.</summary>
public sealed class FeatureFileTests : IDisposable
{
    private const int Pictures = 9;

    private readonly string folder = Directory.CreateTempSubdirectory("graft-feature-file").FullName;
    private readonly IReadOnlyList<ImageItem> items;

    public FeatureFileTests() => items =
    [
        .. Enumerable.Range(0, Pictures).Select(i => new ImageItem($"{i}", ColouredPictures.Write(Path.Combine(folder, "pictures", $"{i}.png"), new SKColor((byte)(i * 20), (byte)(255 - i), 7)), 0)),
    ];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_damaged_file_gives_right_features_or_is_computed_anew()
    {
        FeatureCache cache = new(Path.Combine(folder, "cache"), long.MaxValue);
        float[][] right = Rows(cache, out _);
        string file = Assert.Single(Directory.GetFiles(cache.Folder, "*" + FeatureSegment.Suffix, SearchOption.AllDirectories));
        byte[] whole = File.ReadAllBytes(file);
        AddressedRandom random = new(20261124);
        int recomputed = 0;
        for (int round = 0; round < 150; round++)
        {
            File.WriteAllBytes(file, Mutate(whole, ref random));
            Assert.Equal(right, Rows(cache, out int computed));
            recomputed += computed;
        }
        Assert.InRange(recomputed, 100, 150 * Pictures); // most mutations hit something
    }

    [Fact]
    public void A_record_whose_row_was_never_written_does_not_count()
    {
        FeatureCache cache = new(Path.Combine(folder, "cache"), long.MaxValue);
        float[][] right = Rows(cache, out _);
        string file = Assert.Single(Directory.GetFiles(cache.Folder, "*" + FeatureSegment.Suffix, SearchOption.AllDirectories));
        using (FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite))
        {
            // What a power cut leaves when the record reached the disk before the last two rows did.
            stream.SetLength(stream.Length - 270);
        }
        Assert.Equal(right, Rows(cache, out int computed));
        Assert.InRange(computed, 1, 2);
    }

    [Fact]
    public void The_same_file_under_another_key_is_not_taken()
    {
        FeatureCache cache = new(Path.Combine(folder, "cache"), long.MaxValue);
        Rows(cache, out _);
        string file = Assert.Single(Directory.GetFiles(cache.Folder, "*" + FeatureSegment.Suffix, SearchOption.AllDirectories));
        FeatureKey other = FeatureKey.Of(ColouredPictures.Network() with { Preprocessing = ColouredPictures.Plain with { Mean = [0.1f, 0, 0] } }, FeaturePrecision.Float32);
        using FeatureStore store = new(cache.Folder, other);
        Directory.CreateDirectory(store.Folder);
        File.Copy(file, Path.Combine(store.Folder, Path.GetFileName(file)));
        using FeatureSet features = FeatureExtractor.Extract(ColouredPictures.Network() with { Preprocessing = ColouredPictures.Plain with { Mean = [0.1f, 0, 0] } }, items, new() { Cache = cache });
        Assert.Equal(Pictures, features.Computed);
    }

    [Fact]
    public void A_header_says_what_was_written_into_it_and_a_changed_one_says_nothing()
    {
        SegmentHeader header = SegmentHeader.For(FeatureKey.Of(ColouredPictures.Network("a"), FeaturePrecision.Float32));
        byte[] page = new byte[SegmentHeader.Bytes];
        header.Write(page);
        SegmentHeader read = SegmentHeader.Read(page)!;
        Assert.Equal((header.RowBytes, header.Capacity, header.Network, header.Text), (read.RowBytes, read.Capacity, read.Network, read.Text));
        for (int at = 0; at < page.Length; at += 37)
        {
            page[at] ^= 0x10;
            Assert.Null(SegmentHeader.Read(page));
            page[at] ^= 0x10;
        }
    }

    private float[][] Rows(FeatureCache cache, out int computed)
    {
        using FeatureSet features = FeatureExtractor.Extract(ColouredPictures.Network(), items, new() { Cache = cache, Threads = 1 });
        computed = features.Computed;
        return [.. Enumerable.Range(0, Pictures).Select(i =>
        {
            float[] row = new float[3];
            features.Read(i, 0, row);
            return row;
        })];
    }

    /// <summary>Flips bits where there is something, cuts off, or blanks a stretch.</summary>
    private static byte[] Mutate(byte[] whole, ref AddressedRandom random)
    {
        byte[] copy = [.. whole];
        switch (random.Next(4))
        {
            case 0:
                return copy[..random.Next(copy.Length)];
            case 1:
                int start = random.Next(SegmentHeader.Bytes + (Pictures * SegmentRecord.Bytes));
                copy.AsSpan(start, random.Next(200)).Clear();
                return copy;
            default:
                // Header and records lie at the front, the rows at the end; the blank records between them are skipped.
                int front = SegmentHeader.Bytes + (Pictures * SegmentRecord.Bytes), back = Pictures * 256;
                int at = random.Next(front + back);
                copy[at < front ? at : copy.Length - 1 - ((at - front) % Math.Min(back, copy.Length))] ^= (byte)(1 << random.Next(8));
                return copy;
        }
    }
}
