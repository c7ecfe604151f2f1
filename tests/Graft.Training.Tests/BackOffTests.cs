using Graft.Graphs;
using Graft.Imaging;
using Graft.Imaging.Synthetic;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training.Optimizers;
using TorchSharp;

namespace Graft.Training.Tests;

/// <summary>Runs that meet what would end them: a loss that is no number, and a batch that memory does not hold.</summary>
public sealed class BackOffTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-backoff-").FullName;
    private readonly ImageDataset data;

    public BackOffTests()
    {
        string pictures = Path.Combine(folder, "pictures");
        new SyntheticPictures([.. Concept.Source.Take(3)], TrainPerClass: 12, TestPerClass: 1) { Side = 48, Seed = 1 }.Write(pictures);
        data = ImageDataset.Open(pictures);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void After_a_loss_that_is_no_number_the_last_state_is_taken_up_at_half_the_rate()
    {
        (TrainingState state, List<TrainingEvent> log) = Run(Small("training.backOff=true", "training.evaluateEvery=3 steps"), fault: 5, (_, into) => into.Fill(float.NaN));
        Assert.Equal((8L, 1), (state.Step, state.Halvings));
        Assert.Contains("no longer a number at step 5: going on from step 3 at half the rate, 0.005", Assert.Single(log.OfType<Warning>()).Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 4, 5, 6, 7, 8], log.OfType<StepDone>().Select(step => step.Step));
        double[] rates = [.. log.OfType<StepDone>().Select(step => step.Rate)];
        Assert.Equal(rates[3] / 2, rates[4], 1e-12); // step 4, the second time
        Assert.All(log.OfType<StepDone>(), step => Assert.True(double.IsFinite(step.Loss)));
    }

    [Fact]
    public void A_loss_that_never_is_a_number_ends_the_run_at_last() =>
        Assert.Contains("no longer a number", Assert.Throws<TrainingException>(() => Run(Small("training.backOff=true"), fault: null, (_, into) => into.Fill(float.NaN))).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_leave_to_back_off_the_first_one_ends_it() =>
        Assert.Contains("at step 5", Assert.Throws<TrainingException>(() => Run(Small(), fault: 5, (_, into) => into.Fill(float.NaN))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_batch_that_memory_does_not_hold_goes_through_in_parts_and_the_steps_are_the_same()
    {
        // Batch norms keep their statistics, so that the parts of a batch do not hang on each other.
        Recipe recipe = Small("training.backOff=true", "model.batchNorm=frozen");
        (TrainingState whole, List<TrainingEvent> expected) = Run(recipe, fault: null, (_, _) => { });
        int attempts = 0;
        (TrainingState parts, List<TrainingEvent> found) = Run(recipe, fault: 3, (_, _) =>
        {
            if (attempts++ < 2)
            {
                using torch.Tensor tooMuch = torch.empty(1L << 50); // what libtorch itself says when it finds no memory
            }
        });
        Assert.Equal((1, 4), (whole.Parts, parts.Parts));
        Assert.Equal(["in 2 parts", "in 4 parts"], found.OfType<Warning>().Select(warning => warning.Message[warning.Message.IndexOf("in ", StringComparison.Ordinal)..warning.Message.IndexOf(", for", StringComparison.Ordinal)]));
        Assert.Equal(8, found.OfType<StepDone>().Count());
        Assert.Equal(expected.OfType<StepDone>().Select(step => (step.Loss, step.Accuracy)), found.OfType<StepDone>().Select(step => (step.Loss, step.Accuracy)), Near);
    }

    [Fact]
    public void Without_leave_to_back_off_a_lack_of_memory_ends_the_run()
    {
        Exception? error = Record.Exception(() => Run(Small(), fault: 3, (_, _) => torch.empty(1L << 50).Dispose()));
        Assert.NotNull(error);
        Assert.True(OutOfMemory.IsCauseOf(error), error.Message);
    }

    [Fact]
    public void Other_errors_of_libtorch_are_not_taken_for_a_lack_of_memory() => Assert.False(OutOfMemory.IsCauseOf(Assert.ThrowsAny<Exception>(() => torch.ones(2, 3).reshape(7))));

    private static readonly IEqualityComparer<(double Loss, double? Accuracy)> Near =
        EqualityComparer<(double Loss, double? Accuracy)>.Create((left, right) => Math.Abs(left.Loss - right.Loss) < 1e-5 && left.Accuracy == right.Accuracy, _ => 0);

    private static Recipe Small(params string[] settings) => Recipe.Named("scratch").With([
        new("model.name", "tiny"), new("model.resolution", "48"), new("training.length", "8 steps"), new("training.batch", "8"), new("training.rate", "0.01"), new("training.schedule", "constant"),
        new("training.schedule.warmup", "0 steps"), new("training.evaluateEvery", "never"), new("training.evaluateAtEnd", "false"), new("run.seed", "3"), .. settings.Select(Recipe.ParseSetting)]);

    /// <summary>Runs the loop on pictures of which one batch is tampered with the first times it is looked at.</summary>
    /// <param name="fault">The step that meets it, counted from 1; null for every step.</param>
    private (TrainingState State, List<TrainingEvent> Log) Run(Recipe recipe, int? fault, Tampering tamper)
    {
        Recorder log = new();
        using RunDirectory run = RunDirectory.Create(Path.Combine(folder, "run"), recipe, new(), overwrite: true);
        (Graph graph, _) = Trainer.FreshStart(recipe, data, log, default);
        TrainableWeights trainable = new(graph, recipe.Model.Freeze);
        using TorchGraph network = RecipeNetwork.Of(graph, trainable, recipe);
        using Optimizer optimizer = RecipeNetwork.OptimizerOf(network, graph, trainable, recipe);
        Faulty source = new(Trainer.Pictures(recipe, data, graph), fault, tamper);
        log.Events.Clear();
        using TrainingLoop loop = new(new(run, recipe, data, network, optimizer, null, source, null, StepScale.Of(recipe.Training.Length, source.BatchesPerEpoch, recipe.Training.Batch), null, log), new() { Seed = 3 });
        _ = loop.Run(default);
        return (loop.State, log.Events);
    }

    private delegate void Tampering(InputBatch batch, Span<float> into);

    private sealed class Recorder : ITrainingObserver
    {
        public List<TrainingEvent> Events { get; } = [];

        public void On(TrainingEvent happened) => Events.Add(happened);
    }

    private sealed class Faulty(IInputSource source, int? fault, Tampering tamper) : IInputSource
    {
        private int batches;

        public int BatchesPerEpoch => source.BatchesPerEpoch;

        public string? BadSummary => source.BadSummary;

        public IEnumerable<InputBatch> Epoch(int epoch, int fromBatch, CancellationToken cancellation = default) =>
            source.Epoch(epoch, fromBatch, cancellation).Select(batch => fault is null || ++batches == fault ? new Tampered(batch, tamper) : batch);
    }

    private sealed class Tampered(InputBatch batch, Tampering tamper) : InputBatch
    {
        public override int Count => batch.Count;

        public override long[] Shape => batch.Shape;

        public override ReadOnlySpan<SoftTarget> Targets => batch.Targets;

        public override void WriteTo(Span<float> into)
        {
            batch.WriteTo(into);
            tamper(batch, into);
        }

        public override void Dispose() => batch.Dispose();
    }
}
