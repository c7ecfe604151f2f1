using Graft.Models;

namespace Graft.Core.Tests.Models;

public sealed class TorchvisionWeightsTests
{
    [Fact]
    public void Every_published_architecture_has_weights_told_apart_by_name() =>
        Assert.Equal(PublishedState.All.Keys.Order(StringComparer.Ordinal),
            TorchvisionWeights.All.GroupBy(weights => weights.Architecture).Where(group => group.DistinctBy(weights => weights.Name).Count() == group.Count()).Select(group => group.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void The_stated_beginning_of_the_hash_is_eight_hexadecimal_digits() =>
        Assert.All(TorchvisionWeights.All, weights => Assert.Matches("^[0-9a-f]{8}$", weights.Sha256));

    [Fact]
    public void A_file_is_known_by_the_hash_stated()
    {
        PretrainedWeights weights = TorchvisionWeights.All.First(weights => weights.Architecture == "resnet18");
        Assert.True(weights.IsHashed("F37072FD" + new string('0', 56)));
        Assert.False(weights.IsHashed("f37072fe" + new string('0', 56)));
        Assert.False(weights.IsHashed("f37072fd"));
    }

    [Theory]
    [InlineData("resnet50", "IMAGENET1K_V1", 256, 224)]
    [InlineData("resnet50", "IMAGENET1K_V2", 232, 224)]
    [InlineData("inception_v3", "IMAGENET1K_V1", 342, 299)]
    public void Weights_state_their_crop(string architecture, string name, int resize, int crop)
    {
        Preprocessing preprocessing = TorchvisionWeights.All.Single(weights => weights.Architecture == architecture && weights.Name == name).Preprocessing;
        Assert.Equal((resize, crop), (preprocessing.Resize, preprocessing.Height));
    }
}
