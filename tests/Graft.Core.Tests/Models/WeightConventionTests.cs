using Graft.Graphs;
using Graft.Models;
using Graft.Weights;

namespace Graft.Core.Tests.Models;

public sealed class WeightConventionTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"graft-{Guid.NewGuid():N}.safetensors");

    private static readonly WeightConvention Renamed = new("another", NameMap.Of(("stage{}.conv{}.weight", "s{}/kernel{}"), ("*", "net/*")), Preprocessing.ImageNet with { Channels = ChannelOrder.Bgr });

    private static Architecture Tiny => Architectures.Find("tiny") with { Others = [Renamed] };

    [Fact]
    public void The_names_in_a_file_tell_its_publisher()
    {
        Graph graph = Tiny.Build();
        using (WeightFile own = Write(graph.Weights))
        {
            Assert.Equal(Publishers.Graft, Tiny.ConventionOf(own).Publisher);
        }
        WeightTable renamed = WeightTable.Empty.With(graph.Weights.Select(weight => new KeyValuePair<string, Tensor>(Renamed.Names.SourcesOf(weight.Key).First().File, weight.Value)));
        using WeightFile other = Write(renamed);
        WeightConvention found = Tiny.ConventionOf(other);
        Assert.Equal(Renamed, found);
        (Graph loaded, LoadReport report) = Tiny.Build(seed: 1).Load(other, found.Names);
        Assert.Equal(graph.Weights["stage1.conv1.weight"].ToFloats(), loaded.Weights["stage1.conv1.weight"].ToFloats());
        Assert.Empty(report.Unused);
    }

    [Fact]
    public void Weights_of_another_architecture_are_named()
    {
        using WeightFile file = Write(Architectures.Find("resnet18").Build().Weights);
        WeightFileException error = Assert.Throws<WeightFileException>(() => Architectures.Find("mobilenet_v2").ConventionOf(file));
        Assert.Contains("weights of 'resnet18' as torchvision writes them", error.Message, StringComparison.Ordinal);
        Assert.Contains("--model resnet18", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_fits_nothing_is_left_to_the_load_to_explain()
    {
        using WeightFile file = Write(WeightTable.Empty.With([new("something", Tensor.Scalar(1))]));
        Assert.Equal(Publishers.Torchvision, Architectures.Find("resnet18").ConventionOf(file).Publisher);
        Assert.Null(WeightConventions.Owner(file));
    }

    [Fact]
    public void Every_published_file_has_a_convention_and_a_name_of_its_own()
    {
        Assert.All(PublishedWeights.All, weights => Assert.Equal(weights.Publisher, weights.Convention.Publisher));
        Assert.Equal(PublishedWeights.All.Count, PublishedWeights.All.DistinctBy(weights => weights.Id.ToUpperInvariant()).Count());
        Assert.Equal(PublishedWeights.All.Count, PublishedWeights.All.DistinctBy(weights => weights.FileName.ToUpperInvariant()).Count());
    }

    [Fact]
    public void A_published_file_is_known_by_its_name() => Assert.Equal("resnet50.IMAGENET1K_V2", PublishedWeights.OfFile("somewhere/resnet50-11ad3fa6.pth")?.Id);

    public void Dispose() => File.Delete(path);

    private WeightFile Write(WeightTable weights)
    {
        SafeTensors.Write(path, weights);
        return WeightFile.Open(path);
    }
}
