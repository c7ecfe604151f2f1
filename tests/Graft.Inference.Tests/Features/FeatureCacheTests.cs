using Graft.Graphs;
using Graft.Imaging;
using SkiaSharp;

namespace Graft.Inference.Tests.Features;

public sealed class FeatureCacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-feature-cache").FullName;
    private readonly IReadOnlyList<ImageItem> items;

    public FeatureCacheTests() => items = [.. Enumerable.Range(0, 4).Select(i => new ImageItem($"{i}", ColouredPictures.Write(Path.Combine(folder, "pictures", $"{i}.png"), new SKColor((byte)i, 2, 3)), 0))];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_used_longest_ago_is_dropped_first_and_what_is_in_use_stays()
    {
        FeatureCache boundless = new(folder + "/cache", long.MaxValue);
        foreach (float mean in new[] { 0.1f, 0.2f, 0.3f })
        {
            Extract(boundless, mean);
        }
        Assert.Equal(3, boundless.List().Count);
        Age(boundless, 0.1f, hours: 3);
        Age(boundless, 0.2f, hours: 2);
        Age(boundless, 0.3f, hours: 1);
        long one = boundless.Size() / 3;

        FeatureCache bounded = new(boundless.Folder, (3 * one) + 2000);
        Extract(bounded, 0.1f); // used again: now the second is the oldest
        Extract(bounded, 0.4f); // room for three and a little
        Assert.Equal(["0.4", "0.1", "0.3"], bounded.List().Select(MeanOf));
        Assert.InRange(bounded.Size(), one, bounded.Limit + one);
    }

    [Fact]
    public void Clearing_leaves_what_another_process_is_adding_to()
    {
        FeatureCache cache = new(folder + "/cache", long.MaxValue);
        Extract(cache, 0.1f);
        Extract(cache, 0.2f);
        string busy = cache.List()[0].Folder;
        using (FeatureLock.TryTake(busy))
        {
            Assert.True(cache.Clear() > 0);
            Assert.Equal(busy, Assert.Single(cache.List()).Folder);
        }
        cache.Clear();
        Assert.Empty(cache.List());
        Assert.Equal(0, cache.Size());
    }

    [Fact]
    public void The_lock_waits_for_its_holder_says_so_once_and_can_be_given_up()
    {
        using FeatureLock held = FeatureLock.TryTake(folder)!;
        Assert.Null(FeatureLock.TryTake(folder));
        int told = 0;
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(350));
        Assert.Throws<OperationCanceledException>(() => FeatureLock.Take(folder, () => told++, stop.Token));
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_with_what_to_do()
    {
        string file = Path.Combine(folder, "a-file");
        File.WriteAllText(file, "");
        FeatureCacheException error = Assert.Throws<FeatureCacheException>(() => Extract(new(Path.Combine(file, "inside"), long.MaxValue), 0.1f));
        Assert.Contains("GRAFT_CACHE", error.Message);
        Assert.Contains("data.cache=false", error.Message);
    }

    [Theory]
    [InlineData("20 GB", 20_000_000_000)]
    [InlineData("1.5tb", 1_500_000_000_000)]
    [InlineData("1000", 1000L)]
    [InlineData("0", 0L)]
    [InlineData("-1 GB", null)]
    [InlineData("much", null)]
    public void Sizes_are_read_as_people_write_them(string text, long? bytes) => Assert.Equal(bytes, FeatureCache.ParseSize(text));

    [Fact]
    public void A_file_that_changed_just_now_is_read_again_and_one_at_rest_is_not()
    {
        string index = Path.Combine(folder, "pictures.index"), still = items[0].File, fresh = items[1].File;
        File.SetLastWriteTimeUtc(still, DateTime.UtcNow.AddMinutes(-5));
        File.SetLastWriteTimeUtc(fresh, DateTime.UtcNow);
        PictureIndex pictures = new(index);
        pictures.Add(still, PictureIndex.Stamp(still)!.Value, 7);
        pictures.Add(fresh, PictureIndex.Stamp(fresh)!.Value, 8);
        pictures.Save();
        PictureIndex again = new(index);
        Assert.Equal((UInt128)7, again.Find(still));
        Assert.Null(again.Find(fresh));
        File.SetLastWriteTimeUtc(still, DateTime.UtcNow.AddMinutes(-4));
        Assert.Null(again.Find(still));
        byte[] bytes = File.ReadAllBytes(index);
        bytes[20] ^= 1;
        File.WriteAllBytes(index, bytes);
        Assert.Null(new PictureIndex(index).Find(still));
    }

    private void Extract(FeatureCache cache, float mean) => FeatureExtractor.Extract(Network(mean), items, new() { Cache = cache }).Dispose();

    private static Graph Network(float mean) => ColouredPictures.Network() with { Preprocessing = ColouredPictures.Plain with { Mean = [mean, 0, 0] } };

    private static string MeanOf(CachedFeatures entry) => System.Text.RegularExpressions.Regex.Match(entry.Description, @"Mean = \(([\d.]+)").Groups[1].Value;

    private static void Age(FeatureCache cache, float mean, int hours)
    {
        CachedFeatures entry = cache.List().Single(entry => MeanOf(entry) == mean.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (string file in Directory.GetFiles(entry.Folder, "*" + FeatureSegment.Suffix))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-hours));
        }
    }
}
