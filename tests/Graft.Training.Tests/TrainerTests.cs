using Graft.Graphs;
using Graft.Imaging;
using Graft.Imaging.Synthetic;
using Graft.Inference;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Runs;
using TorchSharp;

namespace Graft.Training.Tests;

/// <summary>Whole runs of a tiny network on drawn pictures.</summary>
public sealed class TrainerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-trainer-").FullName;

    private string Data { get; }

    public TrainerTests()
    {
        Data = Path.Combine(folder, "pictures");
        new SyntheticPictures([.. Concept.Source.Take(4)], TrainPerClass: 14, TestPerClass: 2) { Side = 48, Seed = 1 }.Write(Data);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Recipes that keep every kind of state that a checkpoint must carry.</summary>
    public static TheoryData<string> Settings =>
    [
        "training.optimizer=sgd",
        "training.optimizer=adamw;training.optimizer.nesterov=false;training.ema.decay=0.9;training.accumulation=2",
        "training.optimizer.nesterov=true;model.headDropout=0.5;augmentation.mixup=0.2;training.clipNorm=1",
        "model.batchNorm=frozen;model.freeze=stem.*;data.dropLast=false;training.rateAtInput=0.2",
        // On cached features of the frozen part: of the pictures as they are, and of three views of each.
        "model.freeze=depth 2;augmentation.cropLow=1;augmentation.flip=0;model.headDropout=0.5",
        "model.freeze=backbone;data.views=3;training.ema.decay=0.9",
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_run_stopped_in_mid_epoch_and_resumed_ends_with_the_same_weights_to_the_bit(string settings)
    {
        Recipe recipe = Small("9 steps", [.. settings.Split(';')]);
        Graph straight = ModelOf(Start(recipe, "straight"));
        using (StopAt stop = new(5))
        {
            Assert.Equal(RunState.Stopped, Trainer.Start(Request(recipe, "stopped"), [stop], stop.Token).State);
        }
        using (StopAt stop = new(7))
        {
            Assert.Equal(RunState.Stopped, Trainer.Resume(Path.Combine(folder, "stopped"), [stop], loaderThreads: 1, stop.Token).State);
        }
        Assert.Equal(RunState.Finished, Trainer.Resume(Path.Combine(folder, "stopped"), [], loaderThreads: 3).State);
        Graph resumed = ModelOf(Path.Combine(folder, "stopped"));
        Assert.All(straight.Weights, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual(resumed.Weights[pair.Key].Bytes.Span), $"{pair.Key} differs"));
        long[] steps = [.. JsonLinesLog.Read(Path.Combine(folder, "stopped", "log.jsonl")).OfType<StepDone>().Select(done => done.Step)];
        Assert.Equal(Enumerable.Range(1, 9).Select(step => (long)step), steps);
    }

    [Fact]
    public void A_run_that_was_stopped_can_be_finished_where_it_stands()
    {
        Recipe shorter = Small("5 steps", "training.schedule.type=constant", "training.schedule.warmup=0 steps", "training.ema.decay=0.9", "training.keepBest=false"), longer = shorter.With("training.length", "90 steps");
        Graph wanted = ModelOf(Start(shorter, "straight"));
        using (StopAt stop = new(5))
        {
            Assert.Equal(RunState.Stopped, Trainer.Start(Request(longer, "stopped"), [stop], stop.Token).State);
        }
        TrainingResult result = Trainer.Resume(Path.Combine(folder, "stopped"), [], finish: true);
        Assert.Equal((RunState.Finished, 5), (result.State, result.Progress.Step));
        Graph finished = ModelOf(Path.Combine(folder, "stopped"));
        Assert.All(wanted.Weights, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual(finished.Weights[pair.Key].Bytes.Span), $"{pair.Key} differs"));
    }

    [Fact]
    public void The_end_of_a_run_that_measured_and_saved_nothing_says_how_long_it_took()
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        string run = Start(Small("6 steps", "training.evaluateEvery=never", "training.evaluateAtEnd=false"), "run");
        double most = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        TrainingEvent[] log = [.. JsonLinesLog.Read(Path.Combine(run, "log.jsonl"))];
        TimeSpan steps = log.OfType<StepDone>().Last().Time - log.OfType<StepDone>().First().Time;
        double said = log.OfType<RunEnded>().Single().Seconds;
        Assert.True(said > 0 && said >= steps.TotalSeconds - 0.1 && said <= most, $"{steps.TotalSeconds} <= {said} <= {most}");
    }

    [Fact]
    public void A_run_that_saved_nothing_cannot_be_finished()
    {
        using (StopAt stop = new(1))
        {
            Trainer.Start(Request(Small("9 steps", "training.evaluateEvery=never"), "run"), [stop], stop.Token);
        }
        string run = Path.Combine(folder, "run");
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        Assert.Equal($"{run}: no state of the run was saved yet, so there is none to make a result of. Go on without --finish", Assert.Throws<TrainingException>(() => Trainer.Resume(run, [], finish: true)).Message);
    }

    /// <summary>The frozen part in ONNX Runtime, once; the rest in libtorch, on what came out of it.</summary>
    [Theory]
    [InlineData("model.freeze=backbone")]
    [InlineData("model.freeze=depth 2")]
    [InlineData("model.freeze=depth 4;model.batchNorm=frozen;training.ema.decay=0.5;data.dropLast=false")]
    public void Training_behind_a_frozen_beginning_ends_where_training_the_whole_network_ends(string settings)
    {
        string[] all = ["augmentation.cropLow=1", "augmentation.flip=0", .. settings.Split(';')];
        string cut = Start(Small("12 steps", all), "cut"), whole = Start(Small("12 steps", [.. all, "data.cache=false"]), "whole");
        Assert.Contains(JsonLinesLog.Read(Path.Combine(cut, "log.jsonl")), happened => happened is FeaturesMeasured);
        Assert.DoesNotContain(JsonLinesLog.Read(Path.Combine(whole, "log.jsonl")), happened => happened is FeaturesMeasured);
        Graph expected = ModelOf(whole), found = ModelOf(cut);
        Assert.Equal(expected.Weights.Names, found.Weights.Names);
        Assert.Equal((expected.Nodes, expected.Labels, expected.Preprocessing), (found.Nodes, found.Labels, found.Preprocessing));
        Assert.All(expected.Weights, pair => Assert.Equal(pair.Value.ToFloats(), found.Weights[pair.Key].ToFloats(), Near));
        Assert.Equal(Losses(whole), Losses(cut), EqualityComparer<double>.Create((left, right) => Math.Abs(left - right) < 1e-3, _ => 0));
    }

    [Fact]
    public void Features_larger_than_the_cache_may_hold_are_not_kept_and_that_is_said()
    {
        Environment.SetEnvironmentVariable(FeatureCache.LimitVariable, "10 KB");
        try
        {
            string run = Start(Small("2 steps", "augmentation.cropLow=1", "augmentation.flip=0", "model.freeze=depth 2"), "run");
            Assert.Contains(JsonLinesLog.Read(Path.Combine(run, "log.jsonl")).OfType<Warning>(), warning => warning.Message.Contains("GRAFT_CACHE_LIMIT", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable(FeatureCache.LimitVariable, null);
        }
    }

    [Fact]
    public void The_result_is_a_model_that_knows_its_labels_its_preprocessing_and_where_it_comes_from()
    {
        string run = Start(Small("2 steps"), "run");
        Graph model = ModelOf(run);
        Assert.Equal(ImageDataset.Open(Data).Classes, model.Labels);
        Assert.Equal(48, model.Preprocessing!.Height);
        Assert.Equal("tiny", model.Provenance["architecture"]);
        Assert.Equal("2", model.Provenance["trained.steps"]);
        Assert.False(File.Exists(Path.Combine(run, "start.onnx")));
        Assert.Equal(RunState.Finished, RunDirectory.Open(run).Info.State);
        Assert.Contains(JsonLinesLog.Read(Path.Combine(run, "log.jsonl")), happened => happened is Evaluated);
    }

    [Fact]
    public void The_recipe_linear_fits_the_head_alone_and_takes_no_step()
    {
        Recipe recipe = Recipe.Named("linear").With([new("model.name", "tiny"), new("model.resolution", "48"), new("run.seed", "3")]);
        TrainingResult result = Trainer.Start(Request(recipe, "run"), []);
        Assert.Equal((RunState.Finished, 0L), (result.State, result.Progress.Step));
        Graph before = TransferNetwork.Prepare(recipe.Model, [.. ImageDataset.Open(Data).Classes], recipe.Run.Seed).Graph, after = ModelOf(result.Run);
        Assert.All(after.Weights.Names, name => Assert.Equal(!name.StartsWith("head.", StringComparison.Ordinal), before.Weights[name].Bytes.Span.SequenceEqual(after.Weights[name].Bytes.Span)));
        HeadProbed probed = Assert.Single(JsonLinesLog.Read(Path.Combine(result.Run, "log.jsonl")).OfType<HeadProbed>());
        Assert.InRange(probed.Accuracy, 0.4, 1); // random features of four classes still tell much on the pictures fitted
        // The validation figures come from cached features; the model, run on the pictures, gives the same.
        using ImageClassifier model = ImageClassifier.Open(result.Run);
        ClassificationReport measured = new Evaluator(model).Evaluate(ImageDataset.Open(Data), Split.Validation).Report;
        Assert.Equal((measured.Count, measured.Top1), (result.Validation!.Count, result.Validation.Top1));
        Assert.Equal(measured.MeanLoss, result.Validation.MeanLoss, 1e-4);
        Assert.True(after.Provenance.ContainsKey(ModelTrust.TemperatureKey));
    }

    [Fact]
    public void A_rate_that_blows_the_loss_up_stops_the_run_with_the_step_and_what_to_try()
    {
        TrainingException error = Assert.Throws<TrainingException>(() => Start(Small("50 steps", "training.rate=1000", "training.schedule=constant", "model.batchNorm=frozen"), "run"));
        Assert.Matches(@"the loss is no longer a number at step \d+ .*--rate", error.Message);
        Assert.Equal(RunState.Failed, RunDirectory.Open(Path.Combine(folder, "run")).Info.State);
    }

    [Fact]
    public void A_device_that_is_not_there_is_said_with_what_to_do()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "there is a CUDA device");
        Assert.Contains("GRAFT_LIBTORCH", Assert.Throws<TrainingException>(() => Start(Small("2 steps", "run.device=cuda:0"), "run")).Message);
    }

    [Fact]
    public void Frozen_weights_do_not_move_and_the_others_do()
    {
        Recipe recipe = Small("3 steps", "model.freeze=stage1.*");
        Graph before = TransferNetwork.Prepare(recipe.Model, [.. ImageDataset.Open(Data).Classes], recipe.Run.Seed).Graph, after = ModelOf(Start(recipe, "run"));
        Assert.All(after.Parameters, name => Assert.Equal(
            name.StartsWith("stage1.", StringComparison.Ordinal), before.Weights[name].Bytes.Span.SequenceEqual(after.Weights[name].Bytes.Span)));
        // Statistics of a frozen norm stay too.
        Assert.True(before.Weights["stage1.bn1.running_mean"].Bytes.Span.SequenceEqual(after.Weights["stage1.bn1.running_mean"].Bytes.Span));
        Assert.False(before.Weights["stage2.bn1.running_mean"].Bytes.Span.SequenceEqual(after.Weights["stage2.bn1.running_mean"].Bytes.Span));
    }

    [Fact]
    public void Early_stopping_ends_a_run_that_no_longer_gets_better()
    {
        Recipe recipe = Small("40 steps", "training.rate=1e-9", "training.evaluateEvery=2 steps", "training.earlyStopping.patience=2");
        TrainingResult result = Trainer.Start(Request(recipe, "run"), []);
        Assert.Equal(6, result.Progress.Step); // the first evaluation is the best, two more are not better
        Assert.Equal(RunState.Finished, result.State);
    }

    [Fact]
    public void Tensors_and_memory_stay_flat_over_a_thousand_steps()
    {
        LiveTensors live = new();
        Recipe recipe = Small("1000 steps", "training.batch=4", "training.evaluateEvery=never", "training.ema.decay=0.99", "run.checkpointEvery=never", "training.clipNorm=5", "model.resolution=16");
        Assert.Equal(RunState.Finished, Trainer.Start(Request(recipe, "run"), [live]).State);
        Assert.Equal(live.Tensors[10], live.Tensors[999]);
        // Working set between steps 200 and 999, once buffers and the compiled code have settled.
        Assert.InRange(live.Bytes[999] - live.Bytes[200], long.MinValue, 48 << 20);
    }

    /// <summary>Blocks of many megabytes that are freed and taken again must find their places again: the C library keeps them, and small objects that linger between them would break them up.</summary>
    [Fact]
    public void Large_activations_do_not_make_the_process_grow()
    {
        LiveTensors live = new();
        Recipe recipe = Small("40 steps", "model.name=mobilenet_v2", "model.resolution=128", "training.batch=16", "model.batchNorm=frozen", "training.evaluateEvery=never", "run.checkpointEvery=never");
        Assert.Equal(RunState.Finished, Trainer.Start(Request(recipe, "run"), [live]).State);
        Assert.Equal(live.Tensors[10], live.Tensors[39]);
        Assert.InRange(live.Bytes[39] - live.Bytes[10], long.MinValue, 150 << 20);
    }

    private static readonly IEqualityComparer<float> Near = EqualityComparer<float>.Create((left, right) => Math.Abs(left - right) < 1e-3f * Math.Max(1, Math.Abs(left)), _ => 0);

    private static IEnumerable<double> Losses(string run) => JsonLinesLog.Read(Path.Combine(run, "log.jsonl")).OfType<StepDone>().Select(done => done.Loss);

    private static Graph ModelOf(string run) => OnnxReader.Read(Path.Combine(run, "model.onnx"));

    private string Start(Recipe recipe, string name) => Trainer.Start(Request(recipe, name), []).Run;

    private TrainingRequest Request(Recipe recipe, string name) => new() { Recipe = recipe, Data = Data, Out = Path.Combine(folder, name) };

    private static Recipe Small(string length, params string[] settings) => Recipe.Named("scratch").With([
        new("model.name", "tiny"), new("model.resolution", "48"), new("training.length", length), new("training.batch", "8"), new("training.evaluateEvery", "4 steps"), new("run.seed", "3"),
        .. settings.Select(Recipe.ParseSetting)]);

    private sealed class LiveTensors : ITrainingObserver
    {
        public Dictionary<long, long> Tensors { get; } = [];

        public Dictionary<long, long> Bytes { get; } = [];

        public void On(TrainingEvent happened)
        {
            if (happened is StepDone { Step: 10 or 39 or 200 or 999 } done)
            {
                Tensors[done.Step] = torch.Tensor.TotalCount;
                Bytes[done.Step] = Environment.WorkingSet;
            }
        }
    }
}
