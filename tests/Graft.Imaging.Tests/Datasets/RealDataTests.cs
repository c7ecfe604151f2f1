using Graft.Tests;

namespace Graft.Imaging.Tests;

public sealed class RealDataTests
{
    [Fact]
    public void Food_101_is_listed_in_the_order_of_its_classes()
    {
        ImageDataset dataset = ImageDataset.Open(TestData.Require("food10"));
        Assert.Equal("apple_pie", dataset.Classes[0]);
        Assert.Equal("Apple pie", dataset.Labels[0]);
        Assert.Equal((10, 500), (dataset.Classes.Count, dataset.Items(Split.Test).Count));
        Assert.Equal(1500, dataset.Items(Split.Train).Count + dataset.Items(Split.Validation).Count);
        Assert.All(Enumerable.Range(0, 10), label => Assert.InRange(dataset.Items(Split.Validation).Count(item => item.Label == label), 4, 30));
        Assert.Empty(dataset.Warnings);
    }

    [Fact]
    public void ImageNet_samples_are_all_for_testing_and_keep_the_thousand_labels()
    {
        ImageDataset dataset = ImageDataset.Open(TestData.Require("imagenet-samples"));
        Assert.Equal((1000, 50, 0), (dataset.Classes.Count, dataset.Items(Split.Test).Count, dataset.Items(Split.Train).Count));
        ImageItem shark = dataset.Items(Split.Test)[0];
        Assert.Equal(("n01484850_great_white_shark.JPEG", "n01484850", 2), (shark.Key, dataset.Classes[shark.Label], shark.Label));
        Assert.StartsWith("great white shark", dataset.Labels[shark.Label], StringComparison.Ordinal);
        Assert.Empty(dataset.Warnings);
    }
}
