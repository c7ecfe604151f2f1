using Graft.Graphs;
using Graft.Imaging;
using SkiaSharp;

namespace Graft.Inference.Tests;

public sealed class NearestPicturesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-nearest").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_nearest_by_angle_come_first_and_the_photo_itself_does_not()
    {
        Graph graph = ColouredPictures.Network("red", "green", "blue");
        graph = graph with { Features = graph.Output };
        SKColor[] colours = [new(250, 0, 0), new(100, 100, 0), new(0, 0, 250), new(90, 10, 0)];
        ImageItem[] items = [.. colours.Select((colour, at) => new ImageItem($"{at}.png", ColouredPictures.Write(Path.Combine(folder, $"{at}.png"), colour), at))];
        using FeatureCache cache = FeatureCache.ForOneRun();
        IReadOnlyList<NearestPicture> found = NearestPictures.Find(graph, graph.Preprocessing!, items[0].File, items, most: 2, new() { Cache = cache });
        Assert.Equal(["3.png", "1.png"], found.Select(picture => picture.Item.Key));
        Assert.Equal(1 - (90 / Math.Sqrt((90 * 90) + (10 * 10))), found[0].Distance, 1e-3); // cosine, kept in 16 bits
        Assert.Equal(1 - Math.Sqrt(0.5), found[1].Distance, 1e-3);
        Assert.Contains("does not say which of its values are features", Assert.Throws<InferenceException>(() => NearestPictures.Find(graph with { Features = null }, graph.Preprocessing!, items[0].File, items, 2, new() { Cache = cache })).Message);
    }
}
