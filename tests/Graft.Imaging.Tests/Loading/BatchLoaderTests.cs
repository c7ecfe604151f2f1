using System.Security.Cryptography;
using Graft.Recipes;

namespace Graft.Imaging.Tests;

public sealed class BatchLoaderTests
{
    private static readonly string[] Files = ["photo.jpg", "photo-grey.jpg", "photo.png", "photo.webp", "orientation-6.jpg", "photo-animated.gif", "photo-alpha.png"];

    private static readonly AugmentationOptions Everything = new()
    {
        Rotation = 20,
        Brightness = 0.3,
        Contrast = 0.3,
        Saturation = 0.3,
        Hue = 0.1,
        RandAugment = 2,
        Erasing = 0.3,
        Mixup = 0.4,
        Cutmix = 1,
    };

    private static ImageItem[] Items(int count = 50) => [.. Enumerable.Range(0, count).Select(i => new ImageItem($"{i % 3}/{i}", Fixture.File(Files[i % Files.Length]), i % 3))];

    private static LoaderOptions Options(int threads = 2) => new() { Batch = 8, Threads = threads, Seed = 3, Preprocessing = new() { Height = 32, Width = 40, Resize = 48 }, Augmentation = Everything };

    [Fact]
    public void The_batch_stream_is_the_same_for_any_number_of_threads_and_any_start()
    {
        string[] one = Stream(BatchLoader.Create(Items(), Options(1)), 1);
        Assert.Equal(7, one.Length);
        Assert.Equal(one, Stream(BatchLoader.Create(Items(), Options(2) with { Prefetch = 1 }), 1));
        Assert.Equal(one, Stream(BatchLoader.Create(Items(), Options(8) with { Prefetch = 7 }), 1));
        Assert.Equal(one[4..], Stream(BatchLoader.Create(Items(), Options(8)), 1, fromBatch: 4));
        Assert.NotEqual(one, Stream(BatchLoader.Create(Items(), Options(2)), 2));
        Assert.NotEqual(one, Stream(BatchLoader.Create(Items(), Options(2) with { Seed = 4 }), 1));
    }

    [Fact]
    public void An_epoch_shows_every_picture_once_with_its_label()
    {
        BatchLoader loader = BatchLoader.Create(Items(), Options());
        List<int> seen = [];
        List<int> counts = [];
        foreach (Batch batch in loader.Epoch(0))
        {
            using (batch)
            {
                counts.Add(batch.Count);
                seen.AddRange(batch.Indices);
                foreach (ImageItem item in batch.Items)
                {
                    Assert.Equal(int.Parse(item.Key[..1], System.Globalization.CultureInfo.InvariantCulture), item.Label);
                }
            }
        }
        Assert.Equal([8, 8, 8, 8, 8, 8, 2], counts);
        Assert.Equal(Enumerable.Range(0, 50), seen.Order());
        Assert.NotEqual(Enumerable.Range(0, 50), seen);
    }

    [Fact]
    public void A_last_batch_with_fewer_pictures_can_be_dropped()
    {
        BatchLoader loader = BatchLoader.Create(Items(), Options() with { DropLast = true });
        Assert.Equal(6, loader.BatchesPerEpoch);
        Assert.Equal(6, Stream(loader, 0).Length);
        Assert.Contains("nothing to train on", Assert.Throws<DatasetException>(() => BatchLoader.Create(Items(7), Options() with { DropLast = true })).Message);
    }

    [Fact]
    public void Memory_is_used_again_and_stays_within_the_prefetch()
    {
        LoaderOptions options = Options() with { Prefetch = 2 };
        BatchLoader loader = BatchLoader.Create(Items(), options);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Stream(loader, epoch);
        }
        Assert.InRange(loader.BlocksMade, 1, options.Prefetch + 1);
    }

    [Fact]
    public void A_disposed_batch_says_so()
    {
        Batch batch = BatchLoader.Create(Items(), Options()).Epoch(0).First();
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.Pixels);
    }

    [Fact]
    public void Cancellation_ends_an_epoch()
    {
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (Batch batch in BatchLoader.Create(Items(), Options()).Epoch(0, 0, stop.Token))
            {
                batch.Dispose();
                stop.Cancel();
            }
        });
    }

    [Fact]
    public void A_bad_picture_is_replaced_named_once_and_counted()
    {
        using TemporaryFolder folder = new();
        ImageItem[] items = Items();
        items[7] = items[7] with { File = folder.Put("torn.jpg", File.ReadAllBytes(Fixture.File("photo.jpg"))[..3000]) };
        BatchLoader loader = BatchLoader.Create(items, Options(4));
        string[] first = Stream(loader, 0);
        Assert.Equal(first, Stream(BatchLoader.Create(items, Options(1)), 0));
        Assert.Equal(first, Stream(loader, 0));
        Assert.Equal(["1/7"], loader.Bad.Select(bad => bad.Item.Key));
        Assert.Equal("Others stood in for 1 picture of 50 that cannot be decoded: '1/7' (its JPEG data ends early (a truncated file)).", loader.BadSummary);
        int total = loader.Epoch(0).Sum(batch => { using (batch) { Assert.DoesNotContain(7, batch.Indices.ToArray()); return batch.Count; } });
        Assert.Equal(50, total);
    }

    [Fact]
    public void Too_many_bad_pictures_are_fatal()
    {
        ImageItem[] items = Items();
        items[7] = items[7] with { File = Fixture.File("absent-a.jpg") };
        items[9] = items[9] with { File = Fixture.File("absent-b.jpg") };
        ImageException error = Assert.Throws<ImageException>(() => Stream(BatchLoader.Create(items, Options()), 0));
        Assert.Equal("data: 2 of 50 pictures cannot be decoded (4 %, more than 1 %): '0/9' (the file cannot be read (it is not there)), '1/7' (the file cannot be read (it is not there)). Copy them again, convert them, or take them out.", error.Message);
    }

    [Fact]
    public void How_many_bad_pictures_are_too_many_can_be_said()
    {
        ImageItem[] items = Items();
        items[7] = items[7] with { File = Fixture.File("absent-a.jpg") };
        Assert.Equal(7, Stream(BatchLoader.Create(items, Options()), 0).Length);
        Assert.Contains("1 of 50 pictures cannot be decoded (2 %, more than 0 %)", Assert.Throws<ImageException>(() => Stream(BatchLoader.Create(items, Options() with { UnreadableFraction = 0 }), 0)).Message, StringComparison.Ordinal);
        items[9] = items[9] with { File = Fixture.File("absent-b.jpg") };
        Assert.Equal(7, Stream(BatchLoader.Create(items, Options() with { UnreadableFraction = 0.05 }), 0).Length);
    }

    [Fact]
    public void Without_augmentation_training_sees_what_evaluation_sees()
    {
        LoaderOptions options = Options() with { Augmentation = null, Batch = 50 };
        using Batch trained = BatchLoader.Create(Items(), options).Epoch(0).Single();
        using Batch evaluated = EvaluationLoader.Create(Items(), options).Batches().Single();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(evaluated.Picture(trained.Indices[i]), trained.Picture(i));
        }
    }

    private static string[] Stream(BatchLoader loader, int epoch, int fromBatch = 0) => [.. loader.Epoch(epoch, fromBatch).Select(batch =>
    {
        using (batch)
        {
            return Convert.ToHexString(SHA256.HashData(batch.Pixels.Span)) + string.Join(',', batch.Targets.ToArray()) + string.Join(',', batch.Indices.ToArray());
        }
    })];
}
