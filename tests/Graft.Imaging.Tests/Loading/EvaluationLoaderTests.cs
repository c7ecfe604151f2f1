using Graft.Models;

namespace Graft.Imaging.Tests;

public sealed class EvaluationLoaderTests
{
    private static readonly LoaderOptions Options = new() { Batch = 4, Threads = 3, Preprocessing = new() { Height = 56, Width = 56, Resize = 64 } };

    [Fact]
    public void Pictures_come_in_order_as_a_single_read_gives_them()
    {
        ImageItem[] items = [.. new[] { "photo.png", "photo.jpg", "photo.webp", "photo.bmp", "photo-grey.jpg" }.Select((name, i) => new ImageItem(name, Fixture.File(name), i))];
        Batch[] batches = [.. EvaluationLoader.Create(items, Options).Batches()];
        Assert.Equal([4, 1], batches.Select(batch => batch.Count));
        Assert.Equal(items, batches.SelectMany(batch => batch.Items.ToArray()));
        Assert.Equal(Fixture.Expected("shorter-bilinear"), batches[0].Picture(0).ToArray());
    }

    [Fact]
    public void A_bad_picture_is_left_out_and_the_rest_keep_their_labels()
    {
        ImageItem[] items = [.. Enumerable.Range(0, 9).Select(i => new ImageItem($"{i}", Fixture.File(i is 1 ? "absent.jpg" : i % 2 == 0 ? "photo.png" : "photo.webp"), i))];
        EvaluationLoader loader = EvaluationLoader.Create(items, Options);
        Batch[] batches = [.. loader.Batches()];
        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8], batches.SelectMany(batch => batch.Labels()));
        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8], batches.SelectMany(batch => batch.Indices.ToArray()));
        Assert.All(batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(i => batch.Picture(i).ToArray())), picture => Assert.Equal(Fixture.Expected("shorter-bilinear"), picture));
        Assert.Equal("Left out 1 picture of 9 that cannot be decoded: '1' (the file cannot be read (it is not there)).", loader.BadSummary);
    }

    [Fact]
    public void Pixels_are_normalised_by_channel_and_in_the_order_asked_for()
    {
        using Batch batch = EvaluationLoader.Create([new ImageItem("p", Fixture.File("photo.png"), 0)], Options).Batches().Single();
        Preprocessing bgr = new() { Height = 56, Width = 56, Channels = ChannelOrder.Bgr, Scale = 1, Mean = [103.939f, 116.779f, 123.68f], Deviation = [1, 2, 4] };
        float[] numbers = new float[3 * 56 * 56];
        batch.NormalizeInto(numbers, bgr);
        byte[] pixels = batch.Picture(0).ToArray();
        for (int channel = 0; channel < 3; channel++)
        {
            for (int i = 0; i < 56 * 56; i++)
            {
                Assert.Equal((pixels[((2 - channel) * 56 * 56) + i] - bgr.Mean[channel]) / bgr.Deviation[channel], numbers[(channel * 56 * 56) + i], 1e-4);
            }
        }
    }
}
