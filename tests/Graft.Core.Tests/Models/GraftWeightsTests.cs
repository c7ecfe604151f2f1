using System.Security.Cryptography;
using Graft.Core.Tests.Runs;
using Graft.Downloads;
using Graft.Graphs;
using Graft.Models;
using Graft.Onnx;
using Graft.Weights;

namespace Graft.Core.Tests.Models;

/// <summary>The weights that come with Graft: their size, their form, and that all of them reach the network.</summary>
public sealed class GraftWeightsTests
{
    private const int MostBytes = 4 << 20;

    private static PretrainedWeights Weights => Assert.Single(GraftWeights.All);

    [Fact]
    public void They_are_small_and_described_by_what_they_are()
    {
        Assert.InRange(GraftWeights.Content.Length, 1, MostBytes);
        Assert.Equal((GraftWeights.Content.Length, Convert.ToHexStringLower(SHA256.HashData(GraftWeights.Content.Span))), (Weights.Size, Weights.Sha256));
        Assert.Equal($"graft-s-{Weights.Sha256![..8]}.onnx", Weights.FileName);
        Assert.Equal(Weights, PublishedWeights.Of("graft-s")[0]);
    }

    [Fact]
    public void Their_matrices_are_halves_and_every_one_reaches_the_network()
    {
        using WeightFile file = new WeightStore().Open(Weights);
        Graph graph = GraftS.Standard.Build(classes: 3);
        (Graph loaded, LoadReport report) = graph.Load(file, Weights.Convention.Names, HeadWeights.New);
        Assert.Empty(report.Unused);
        Assert.All(loaded.Weights.Where(weight => !weight.Key.StartsWith("head", StringComparison.Ordinal)), weight => Assert.False(weight.Value.IsNew, weight.Key));
        Assert.Equal(ElementType.Float16, file.Tensors["stage4.conv2.weight"].Type);
        Assert.Contains(loaded.Weights["stem.1.running_mean"].ToFloats().ToArray(), value => value != 0);
    }

    [Fact]
    public void The_file_is_the_architecture_up_to_its_features()
    {
        Graph file = OnnxReader.Read(GraftWeights.Content), built = GraftS.Standard.Build();
        Assert.Equal(built.Nodes.Take(file.Nodes.Count).Select(node => $"{node.Name} {node.Op.GetType().Name}"), file.Nodes.Select(node => $"{node.Name} {node.Op.GetType().Name}"));
        Assert.Equal(512, file.InferShapes()[file.Output].Shape[1]);
        Assert.DoesNotContain(file.Provenance.Keys, key => key.StartsWith("trust.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_is_written_for_who_wants_a_file()
    {
        using ScratchFolder scratch = new();
        WeightStore store = new(scratch.Path);
        Assert.Equal((true, false), (store.Has(Weights), store.HasFile(Weights)));
        string path = await store.PullAsync(Weights);
        Assert.True(GraftWeights.Content.Span.SequenceEqual(File.ReadAllBytes(path)));
        Assert.True(store.HasFile(Weights) && store.Check(Weights).IsMatch);
    }
}
