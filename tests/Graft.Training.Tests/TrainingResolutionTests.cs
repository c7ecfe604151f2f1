using Graft.Graphs;
using Graft.Imaging.Synthetic;
using Graft.Models;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;
using static Graft.Models.Layers.Notation;

namespace Graft.Training.Tests;

/// <summary>Pictures of another size while training than in evaluation.</summary>
public sealed class TrainingResolutionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-resolution-").FullName;

    public TrainingResolutionTests() => new SyntheticPictures([.. Concept.Source.Take(3)], TrainPerClass: 8, TestPerClass: 1) { Side = 48, Seed = 1 }.Write(Data);

    private string Data => Path.Combine(folder, "pictures");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Training_sees_one_size_and_the_model_is_made_for_the_other()
    {
        Batches seen = new();
        TrainingResult result = Trainer.Start(Request("tiny", "48", "32"), [seen]);
        Assert.Equal(RunState.Finished, result.State);
        Graph model = OnnxReader.Read(Path.Combine(result.Run, "model.onnx"));
        Assert.Equal((48, 48), (model.Preprocessing!.Width, model.Preprocessing.Height));
        Assert.Equal(2 * 32, seen.SampleWidth); // a contact sheet of a batch of four
    }

    [Fact]
    public void A_head_that_counts_on_places_allows_one_size_only()
    {
        string file = Path.Combine(folder, "placed.onnx");
        OnnxWriter.Write(Placed, file);
        TrainingException error = Assert.Throws<TrainingException>(() => Trainer.Start(Request(file, "48", "32"), []));
        Assert.Contains("training.resolution is 32", error.Message, StringComparison.Ordinal);
        Assert.Contains("or model.resolution=32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_that_such_a_head_does_not_allow_is_left()
    {
        string file = Path.Combine(folder, "placed.onnx");
        OnnxWriter.Write(Placed, file);
        Batches seen = new();
        Assert.Equal(RunState.Finished, Trainer.Start(Request(file, "48", "66%"), [seen]).State);
        Assert.Equal(2 * 48, seen.SampleWidth);
    }

    [Theory]
    [InlineData("mobilenet_v2", true)]
    [InlineData("resnet18", true)]
    [InlineData("vit_b_16", false)]
    public void A_network_with_a_global_pool_takes_any_size(string name, bool any) => Assert.Equal(any, Architectures.Find(name).Build(10).TakesSide(160));

    private static Graph Placed => (Tiny.Standard with { Name = "placed", Backbone = [("stem", Sequence(Conv(4, kernel: 3, stride: 2), Relu())), Flatten()] }).Build(3, side: 48);

    private TrainingRequest Request(string network, string side, string whileTraining) => new()
    {
        Recipe = Recipe.Named("scratch").With([new("model.name", network), new("model.resolution", side), new("training.resolution", whileTraining), new("training.length", "2 steps"), new("training.batch", "4")]),
        Data = Data,
        Out = Path.Combine(folder, "run"),
    };

    private sealed class Batches : ITrainingObserver
    {
        public int SampleWidth { get; private set; }

        public void On(TrainingEvent happened) => SampleWidth = happened is ImageDrawn { Tag: "samples" } drawn ? drawn.Width : SampleWidth;
    }
}
