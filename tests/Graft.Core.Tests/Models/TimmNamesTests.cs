using System.IO.Compression;
using Graft.Graphs;
using Graft.Models;
using Graft.Weights;

namespace Graft.Core.Tests.Models;

/// <summary>Names and shapes of timm's own networks, as bench/parity/timm_parity.py wrote them, against the maps; that the numbers mean the same is bench/parity's business.</summary>
public sealed class TimmNamesTests
{
    private static readonly Dictionary<string, Dictionary<string, Shape>> States = Read();

    public static TheoryData<string> Names => [.. States.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_tensor_of_timms_network_has_its_place(string name)
    {
        Architecture architecture = Architectures.Find(name);
        Graph graph = architecture.Build();
        NameMap map = architecture.Conventions.Single(convention => convention.Publisher == Publishers.Timm).Names;
        HashSet<string> used = [];
        foreach (string weight in graph.LearnedWeights().SelectMany(pair => pair.Weights).Distinct())
        {
            (string source, WeightLayout? layout) = map.SourcesOf(weight).FirstOrDefault(source => States[name].ContainsKey(source.File));
            Assert.True(source is not null, $"{weight} has no name in timm's file");
            Assert.True(used.Add(source), $"{source} is read twice");
            Shape stored = States[name][source], wanted = graph.Weights[weight].Shape;
            Shape laid = layout is null ? stored : layout.Apply(Tensor.Lazy(ElementType.Float32, stored, () => throw new InvalidOperationException())).Shape;
            // A dense layer and a convolution over as many inputs hold the same numbers, as when any file is loaded.
            Assert.True(laid == wanted || (laid[0] == wanted[0] && laid.Elements == wanted.Elements && laid.Rank + wanted.Rank == 6), $"{weight} {wanted} reads {source} {stored}");
        }
        Assert.All(States[name].Keys.Except(used), tensor => Assert.True(map.Ignores(tensor), $"{tensor} has no place"));
    }

    [Fact]
    public void Every_published_file_belongs_to_a_network_of_the_fixture() =>
        Assert.Equal(States.Keys.Order(), TimmWeights.All.Select(weights => weights.Architecture).Distinct().Order());

    [Fact]
    public void Files_are_called_by_their_full_name()
    {
        PretrainedWeights weights = PublishedWeights.TryFind("vit_b_16.augreg_in21k_ft_in1k")!;
        Assert.Equal("https://huggingface.co/timm/vit_base_patch16_224.augreg_in21k_ft_in1k/resolve/main/model.safetensors", weights.Address.ToString());
        Assert.Equal("vit_base_patch16_224.augreg_in21k_ft_in1k.safetensors", weights.FileName);
        Assert.Equal(("Apache-2.0", 0.84534, 224, 248), (weights.Licence, weights.Accuracy, weights.Preprocessing.Height, weights.Preprocessing.Resize));
        Assert.Equal([0.5f, 0.5f, 0.5f], weights.Preprocessing.Mean);
    }

    [Fact]
    public void All_published_files_are_told_apart_by_identifier_and_file_name()
    {
        Assert.Equal(PublishedWeights.All.Count, PublishedWeights.All.DistinctBy(weights => weights.Id).Count());
        Assert.Equal(PublishedWeights.All.Count, PublishedWeights.All.DistinctBy(weights => weights.FileName).Count());
        Assert.All(PublishedWeights.All, weights => Assert.NotNull(weights.Convention));
        Assert.True(PublishedWeights.All.Count >= 60 && PublishedWeights.All.DistinctBy(weights => weights.Architecture).Count() >= 20);
    }

    private static Dictionary<string, Dictionary<string, Shape>> Read()
    {
        Dictionary<string, Dictionary<string, Shape>> states = [];
        Dictionary<string, Shape> state = [];
        using StreamReader text = new(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "timm_states.txt.gz")), CompressionMode.Decompress));
        foreach (string[] words in text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
        {
            if (words[0] == "#")
            {
                states.Add(words[1], state = []);
            }
            else
            {
                state.Add(words[0], [.. words[1].Split('x').Select(long.Parse)]);
            }
        }
        return states;
    }
}
