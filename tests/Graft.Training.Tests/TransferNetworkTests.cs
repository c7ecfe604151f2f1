using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Graft.Recipes;

namespace Graft.Training.Tests;

public sealed class TransferNetworkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_new_head_forgets_how_reliable_the_old_one_was()
    {
        Graph tiny = Tiny.Standard.Build(3, seed: 1) with { Labels = ["a", "b", "c"] };
        Graph trained = tiny with { Provenance = tiny.Provenance.SetItem(ModelTrust.TemperatureKey, "0.5").SetItem(ModelTrust.DistributionKey, "of three classes") };
        Assert.Throws<InferenceException>(() => ModelTrust.Of(trained));
        string file = Path.Combine(folder, "trained.onnx");
        OnnxWriter.Write(trained, file);

        Graph grafted = TransferNetwork.Prepare(new ModelOptions { Name = file }, ["x", "y"], seed: 1).Graph;

        Assert.Equal(new ModelTrust(null, null, null), ModelTrust.Of(grafted));
        using ImageClassifier opens = ImageClassifier.Of(grafted);
        Assert.Equal(2, opens.Classes);
    }
}
