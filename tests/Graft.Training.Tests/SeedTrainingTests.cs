using Graft.Graphs;
using Graft.Imaging.Synthetic;
using Graft.Models;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training.Tests;

/// <summary>Whole runs of the recipe of 2018 on a tiny network: repaired, and with each mistake that shows in a run.</summary>
public sealed class SeedTrainingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-seed-").FullName;

    private string Data => Path.Combine(folder, "pictures");

    public SeedTrainingTests() => new SyntheticPictures([.. Concept.Source.Take(4)], TrainPerClass: 14, TestPerClass: 3) { Side = 48, Seed = 1 }.Write(Data);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Repaired_it_holds_pictures_out_measures_at_the_end_and_the_model_is_prepared_for_as_it_was_trained()
    {
        TrainingResult result = Start("run");
        RunStarted started = Events("run").OfType<RunStarted>().Single();
        Assert.Equal((56L, true), (started.TrainingImages + started.ValidationImages, started.ValidationImages > 0));
        Assert.Equal(started.ValidationImages, result.Validation!.Count);
        Preprocessing trained = Model("run").Preprocessing!;
        Assert.Equal((ResizePolicy.CentreSquare, Resampling.Area), (trained.Policy, trained.Resampling));
        Assert.Equal(Preprocessing.ImageNet.Mean, trained.Mean);
    }

    [Fact]
    public void With_all_mistakes_it_watches_the_test_pictures_ends_unmeasured_and_its_model_wants_other_pictures_than_it_was_trained_on()
    {
        TrainingResult result = Start("run", "compat={\"inputScale\": true, \"inferenceScale\": true, \"inferenceCrop\": true, \"inferenceResampling\": true, \"testMonitoring\": true, \"droppedRemainder\": true, \"lastState\": true}", "data.validationBatch=8");
        RunStarted started = Events("run").OfType<RunStarted>().Single();
        Assert.Equal((56L, 12L), (started.TrainingImages, started.ValidationImages));
        Evaluated[] evaluated = [.. Events("run").OfType<Evaluated>()];
        Assert.Equal([(4L, 8), (8L, 8)], evaluated.Select(each => (each.Step, each.Count))); // never at step 9, and 4 of 12 left out
        Assert.Null(result.Validation);
        Preprocessing used = Model("run").Preprocessing!;
        Assert.Equal((1f, ResizePolicy.MisplacedSquare, Resampling.Bicubic), (used.Scale, used.Policy, used.Resampling));
    }

    [Fact]
    public void Weight_decay_pulls_unless_it_is_dead()
    {
        // Without a last evaluation no temperature is folded into the head, so that the weights are those trained.
        Start("decayed", "training.optimizer.weightDecay=0.01", "training.evaluateAtEnd=false");
        Start("dead", "training.optimizer.weightDecay=0.01", "compat.deadWeightDecay=true", "training.evaluateAtEnd=false");
        Start("none", "training.optimizer.weightDecay=0", "training.evaluateAtEnd=false");
        Assert.True(Same("dead", "none"));
        Assert.False(Same("decayed", "none"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_goes_on_where_it_was_unless_it_loses_its_position(bool lost)
    {
        Recipe recipe = Seed($"compat.lostPosition={lost}");
        _ = Trainer.Start(Request(recipe, "straight"), []);
        using (StopAt stop = new(4))
        {
            Assert.Equal(RunState.Stopped, Trainer.Start(Request(recipe, "stopped"), [stop], stop.Token).State);
        }
        TrainingState end = Trainer.Resume(Path.Combine(folder, "stopped"), []).Progress;
        long perEpoch = Events("stopped").OfType<RunStarted>().First().StepsPerEpoch;
        Assert.Equal((9L, lost ? 5 % perEpoch : 9 % perEpoch), (end.Step, end.StepInEpoch));
        Assert.Equal(!lost, Same("straight", "stopped"));
    }

    private TrainingResult Start(string name, params string[] settings) => Trainer.Start(Request(Seed(settings), name), []);

    private TrainingRequest Request(Recipe recipe, string name) => new() { Recipe = recipe, Data = Data, Out = Path.Combine(folder, name) };

    private Graph Model(string name) => OnnxReader.Read(Path.Combine(folder, name, "model.onnx"));

    private IEnumerable<TrainingEvent> Events(string name) => JsonLinesLog.Read(Path.Combine(folder, name, "log.jsonl"));

    private bool Same(string one, string other)
    {
        Graph left = Model(one), right = Model(other);
        return left.Weights.All(pair => pair.Value.Bytes.Span.SequenceEqual(right.Weights[pair.Key].Bytes.Span));
    }

    private static Recipe Seed(params string[] settings) => Recipe.Named("seed").With([
        new("model.name", "tiny"), new("model.resolution", "48"), new("augmentation.margin", "2"), new("training.length", "9 steps"), new("training.batch", "8"), new("training.evaluateEvery", "4 steps"), new("run.logEvery", "1 step"),
        .. settings.Select(Recipe.ParseSetting)]);
}
