using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Imaging;
using Graft.Recipes;
using SkiaSharp;

namespace Graft.Inference.Tests.Features;

/// <summary>Features whose right values are known by hand: the mean colours of pictures of one colour.</summary>
public sealed class FeatureExtractorTests : IDisposable
{
    private const int Pictures = 23;

    private readonly string folder = Directory.CreateTempSubdirectory("graft-features").FullName;
    private readonly FeatureCache cache;

    public FeatureExtractorTests() => cache = new(Path.Combine(folder, "cache"), long.MaxValue);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_picture_gets_the_features_of_its_own_pixels_and_is_computed_once()
    {
        IReadOnlyList<ImageItem> items = Write();
        using (FeatureSet features = Extract(items))
        {
            Assert.Equal((Pictures, Pictures, 3), (features.Computed, features.Pictures.Count, features.Width));
            AssertRight(features, items);
        }
        using FeatureSet again = Extract(items);
        Assert.Equal(0, again.Computed);
        AssertRight(again, items);
    }

    [Fact]
    public void A_changed_picture_is_computed_anew_alone()
    {
        IReadOnlyList<ImageItem> items = Write();
        Extract(items).Dispose();
        ColouredPictures.Write(items[5].File, Colour(77));
        Age(items[5].File, TimeSpan.FromMinutes(1)); // size and place are the same, the time is not
        using FeatureSet features = Extract(items);
        Assert.Equal(1, features.Computed);
        float[] row = new float[3];
        features.Read(5, 0, row);
        Assert.Equal(Mean(77), row, Near);
    }

    [Fact]
    public void A_picture_that_was_moved_is_known_by_its_content()
    {
        IReadOnlyList<ImageItem> items = Write();
        Extract(items).Dispose();
        string moved = Path.Combine(folder, "elsewhere.png");
        File.Move(items[3].File, moved);
        using FeatureSet features = Extract([.. items.Take(3), new ImageItem("elsewhere.png", moved, 0), .. items.Skip(4)]);
        Assert.Equal(0, features.Computed);
        AssertRight(features, items);
    }

    [Fact]
    public void An_unreadable_picture_is_left_out_and_remembered_with_its_reason()
    {
        IReadOnlyList<ImageItem> items = Write();
        byte[] png = File.ReadAllBytes(items[4].File);
        File.WriteAllBytes(items[4].File, png.AsSpan(0, png.Length / 2));
        string first, second;
        using (FeatureSet features = Extract(items))
        {
            Assert.Equal((Pictures - 1, Pictures - 1), (features.Computed, features.Pictures.Count));
            first = Assert.Single(features.Bad).Fact;
            Assert.DoesNotContain(4, features.Pictures);
        }
        using (FeatureSet again = Extract(items))
        {
            Assert.Equal(0, again.Computed);
            second = Assert.Single(again.Bad).Fact;
            AssertRight(again, items);
        }
        Assert.Equal(first, second);
        Assert.Contains("4.png", Assert.Throws<ImageException>(() => Extract(items, request => request with { UnreadableFraction = 0 })).Message);
    }

    [Fact]
    public void A_stopped_extraction_keeps_what_it_has_and_goes_on_from_there()
    {
        // Large enough that one thread is at work on them when it is told to stop.
        IReadOnlyList<ImageItem> items = [.. Write().Select(item => item with { File = Noise(item.File, side: 700) })];
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Extract(items, request => request with { Threads = 1, Progress = (_, _) => stop.Cancel() }, stop.Token));
        long kept = cache.List() is [var entry] ? entry.Rows : 0;
        Assert.InRange(kept, 0, Pictures - 1);
        using FeatureSet features = Extract(items);
        Assert.Equal(Pictures - kept, features.Computed);
    }

    [Fact]
    public void Two_at_once_compute_nothing_twice()
    {
        IReadOnlyList<ImageItem> items = Write();
        int[] computed = new int[4];
        Parallel.For(0, computed.Length, new() { MaxDegreeOfParallelism = computed.Length }, i =>
        {
            using FeatureSet features = Extract(items);
            computed[i] = features.Computed;
            AssertRight(features, items);
        });
        Assert.Equal(Pictures, computed.Sum());
        Assert.Equal(Pictures, Assert.Single(cache.List()).Rows);
    }

    [Fact]
    public void Random_views_hang_on_seed_number_and_picture_alone()
    {
        IReadOnlyList<ImageItem> items = [.. Write().Select(item => item with { File = Noise(item.File) })];
        AugmentationOptions varied = new() { Brightness = 0.5 };
        using FeatureSet two = Extract(items, request => request with { Crop = false, RandomViews = 2, Augmentation = varied, Threads = 1 });
        // In another cache, by other threads, and in another order.
        using FeatureSet three = Extract([.. items.Reverse()], request => request with { Cache = new(Path.Combine(folder, "other"), long.MaxValue), RandomViews = 3, Augmentation = varied, Threads = 3 });
        float[] left = new float[3], right = new float[3];
        for (int picture = 0; picture < Pictures; picture++)
        {
            for (int view = 0; view < 2; view++)
            {
                two.Read(picture, view, left);
                three.Read(Pictures - 1 - picture, view + 1, right); // behind the crop
                Assert.Equal(left, right);
            }
        }
        using FeatureSet other = Extract(items, request => request with { Crop = false, RandomViews = 2, Augmentation = varied, Seed = 9 });
        two.Read(0, 0, left);
        other.Read(0, 0, right);
        Assert.NotEqual(left, right);
        two.Read(0, 1, right);
        Assert.NotEqual(left, right);
    }

    [Fact]
    public void Half_precision_takes_half_the_room_and_loses_the_fourth_digit()
    {
        IReadOnlyList<ImageItem> items = Write();
        using FeatureSet features = Extract(items, request => request with { Precision = FeaturePrecision.Float16 });
        AssertRight(features, items, 1e-3f);
        Assert.Equal(6, Assert.Single(cache.List()).RowBytes);
    }

    [Fact]
    public void Other_weights_or_another_preprocessing_are_other_features()
    {
        IReadOnlyList<ImageItem> items = Write();
        Extract(items).Dispose();
        using FeatureSet features = FeatureExtractor.Extract(ColouredPictures.Network() with { Preprocessing = ColouredPictures.Plain with { Mean = [0.5f, 0, 0] } }, items, new() { Cache = cache });
        float[] row = new float[3];
        features.Read(0, 0, row);
        Assert.Equal(Mean(0)[0] - 0.5f, row[0], 1e-3f);
        Assert.NotEqual(FeatureKey.Of(Weighted(1), FeaturePrecision.Float32).Digest, FeatureKey.Of(Weighted(2), FeaturePrecision.Float32).Digest);
        Assert.Equal(FeatureKey.Of(Weighted(1), FeaturePrecision.Float32).Digest, FeatureKey.Of(Weighted(1) with { Name = "renamed" }, FeaturePrecision.Float32).Digest);
    }

    [Fact]
    public void What_is_larger_than_the_cache_is_kept_for_one_run_alone()
    {
        IReadOnlyList<ImageItem> items = Write();
        FeatureCache small = new(Path.Combine(folder, "small"), limit: 100);
        using FeatureSet features = Extract(items, request => request with { Cache = small });
        AssertRight(features, items);
        Assert.Equal(0, small.Size());
    }

    private FeatureSet Extract(IReadOnlyList<ImageItem> items, Func<FeatureRequest, FeatureRequest>? change = null, CancellationToken stop = default)
    {
        FeatureRequest request = new() { Cache = cache, UnreadableFraction = 0.5, Threads = 2 };
        return FeatureExtractor.Extract(ColouredPictures.Network(), items, change?.Invoke(request) ?? request, stop);
    }

    private IReadOnlyList<ImageItem> Write() =>
    [
        .. Enumerable.Range(0, Pictures).Select(i =>
        {
            string file = ColouredPictures.Write(Path.Combine(folder, "pictures", $"{i}.png"), Colour(i));
            Age(file, TimeSpan.FromHours(1));
            return new ImageItem($"{i}.png", file, i % 2);
        }),
    ];

    private static void Age(string file, TimeSpan age) => File.SetLastWriteTimeUtc(file, DateTime.UtcNow - age);

    private static SKColor Colour(int i) => new((byte)(10 + (i * 3)), (byte)(200 - (i * 2)), (byte)(i * 3));

    private static float[] Mean(int i) => [Colour(i).Red / 255f, Colour(i).Green / 255f, Colour(i).Blue / 255f];

    private static void AssertRight(FeatureSet features, IReadOnlyList<ImageItem> items, float tolerance = 1e-5f)
    {
        float[] row = new float[3];
        for (int i = 0; i < features.Pictures.Count; i++)
        {
            features.Read(i, 0, row);
            float[] expected = Mean(features.Pictures[i]);
            Assert.All(row, (value, channel) => Assert.Equal(expected[channel], value, tolerance));
        }
        Assert.True(features.Pictures.Count <= items.Count);
    }

    private static readonly IEqualityComparer<float> Near = EqualityComparer<float>.Create((left, right) => Math.Abs(left - right) < 1e-5f, _ => 0);

    /// <summary>The same file with a picture that a crop changes.</summary>
    private static string Noise(string file, int side = 64)
    {
        using SKBitmap bitmap = new(side, side);
        AddressedRandom random = new(AddressedRandom.Word(file));
        bitmap.Pixels = [.. Enumerable.Range(0, side * side).Select(_ => new SKColor((uint)random.NextBits() | 0xFF000000))];
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(file, data.ToArray());
        return file;
    }

    private static Graph Weighted(float weight)
    {
        GraphBuilder builder = new("weighted");
        string scaled = builder.Add("scale", new Mul(), builder.Input("image", [Shape.Dynamic, 3, 32, 32]), builder.Weight("weight", Tensor.Of([1], [weight])));
        return builder.Build(scaled) with { Preprocessing = ColouredPictures.Plain };
    }
}
