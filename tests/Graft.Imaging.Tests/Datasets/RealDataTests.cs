using System.Security.Cryptography;
using Graft.Models;
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

    [Theory]
    [InlineData(Resampling.Bilinear, "08A6ED0114ADD115A5E83B4B97716C4DE8E5B653688167AFE6F7CC6695E2E5FB")]
    [InlineData(Resampling.Bicubic, "2CB5DEE3E9CCF157F5C325B2C865A5BB6BB96C3D6A488E14B5158EC92EC6BE67")]
    public void Crops_of_real_photos_are_those_of_torchvision_to_the_bit(Resampling resampling, string expected)
    {
        // SHA-256 over Resize(256) and CenterCrop(224) of every hundredth photo, (3, 224, 224) bytes each, by torchvision 0.14 on PIL 9.4. bench/pictures compares photo by photo.
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(TestData.Require("food10"), "images"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using PhotoReader reader = new();
        byte[] planes = new byte[3 * 224 * 224];
        for (int i = 0; i < files.Length; i += 100)
        {
            reader.Read(files[i], Preprocessing.ImageNet with { Resampling = resampling }, planes);
            hash.AppendData(planes);
        }
        Assert.Equal(expected, Convert.ToHexString(hash.GetHashAndReset()));
    }
}
