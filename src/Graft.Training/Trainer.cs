using System.Globalization;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Recipes.Planning;
using Graft.Runs;
using Graft.Runs.TensorBoard;
using Graft.Training.Heads;
using Graft.Training.Native;
using Graft.Training.Optimizers;
using Graft.Weights;

namespace Graft.Training;

/// <summary>Trains a network on a folder of pictures and leaves <c>model.onnx</c> and all that led to it in a run's folder.</summary>
/// <remarks>
/// <c>start.onnx</c> holds the network as training begins, its head fitted already; a checkpoint holds what training has changed since. A run killed at any moment goes on from the newest checkpoint,
/// or from the start when there is none, and ends with the same weights to the bit.
/// Call it on the program's main thread: glibc's large blocks are tuned for that one alone, and a step elsewhere is slower (see <c>docs/decisions</c>).
/// </remarks>
public static class Trainer
{
    /// <summary>Starts a run and trains it to its end, or until a stop is asked for.</summary>
    /// <param name="observers">Told what happens, beside the run's own logs.</param>
    /// <param name="stop">Finishes the step, saves and returns.</param>
    /// <exception cref="GraftException">The recipe, the data or the network is not what it should be, or the loss is no longer a number.</exception>
    public static TrainingResult Start(TrainingRequest request, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop = default)
    {
        DateTimeOffset began = request.Began ?? DateTimeOffset.UtcNow;
        Recipe recipe = request.Recipe.Validated();
        ImageDataset data = Open(request.Data, recipe);
        Plan? plan = AutoPlan.Make(recipe, request.Given, data);
        if (plan is not null)
        {
            recipe = plan.Recipe;
            data = plan.Recipe.Data.ValidationFraction == request.Recipe.Data.ValidationFraction ? data : Open(request.Data, recipe);
        }
        LoadLibraries(recipe);
        using RunDirectory run = RunDirectory.Create(request.Out, recipe, new() { Command = request.Command, Data = ImageDataset.PlaceOf(request.Data), DataFingerprint = data.Fingerprint }, request.Overwrite);
        AtomicFile.WriteText(run.LabelsPath, string.Join('\n', data.Classes) + "\n");
        return Watched(run, recipe.Compat.Applied(recipe), data, plan, DateTimeOffset.UtcNow - began, observers, stop);
    }

    /// <summary>Goes on with a run that was stopped or killed.</summary>
    /// <param name="loaderThreads">Threads that decode from now on; null for as many as the recipe says. They change nothing but the speed.</param>
    /// <param name="finish">Whether to make the result of the state that was reached, without another step. The run is then at its end.</param>
    /// <inheritdoc cref="Start"/>
    public static TrainingResult Resume(string folder, IReadOnlyList<ITrainingObserver> observers, int? loaderThreads = null, CancellationToken stop = default, bool finish = false)
    {
        using RunDirectory run = RunDirectory.Resume(folder);
        if (finish && run.Checkpoints() is [])
        {
            throw new TrainingException($"{folder}: no state of the run was saved yet, so there is none to make a result of. Go on without --finish");
        }
        Recipe recipe = run.Recipe.Compat.Applied(run.Recipe);
        LoadLibraries(recipe);
        ImageDataset data = Open(run.Info.Data ?? throw new TrainingException($"{folder}: run.json does not say where the pictures are. Start the run anew with --overwrite"), recipe);
        if (run.Info.DataFingerprint is { } fingerprint && fingerprint != data.Fingerprint)
        {
            throw new TrainingException($"{folder}: the pictures in '{run.Info.Data}' are not those that the run began with, so it could not end as it would have. Restore them, or start a new run");
        }
        return Watched(run, loaderThreads is { } threads ? recipe with { Data = recipe.Data with { LoaderThreads = threads } } : recipe, data, null, TimeSpan.Zero, observers, stop, finish);
    }

    /// <summary>What cannot be loaded is said before anything else is done. Where no step is taken, libtorch is not needed and its start is saved.</summary>
    private static void LoadLibraries(Recipe recipe)
    {
        if (!recipe.Training.Length.IsZero)
        {
            LibTorch.EnsureLoaded();
        }
    }

    internal static ImageDataset Open(string path, Recipe recipe)
    {
        ImageDataset data = ImageDataset.Open(path, DatasetOptions.Of(recipe));
        return data.Items(Split.Train).Count == 0 ? throw new TrainingException($"'{path}' has no picture to train on. Give a folder with a folder of pictures for each class") : data;
    }

    /// <summary>Trains with the run's logs open, and records how it ended.</summary>
    /// <param name="plan">What the recipe was made of; null where it was given, or the run goes on.</param>
    /// <param name="spent">Time that went by before, of a budget.</param>
    private static TrainingResult Watched(RunDirectory run, Recipe recipe, ImageDataset data, Plan? plan, TimeSpan spent, IReadOnlyList<ITrainingObserver> observers, CancellationToken stop, bool finish = false)
    {
        long step = run.Checkpoints() is [.., string newest] ? StepOf(newest) : 0;
        bool resumed = File.Exists(run.LogPath);
        using JsonLinesLog log = resumed ? JsonLinesLog.Resume(run.LogPath, step) : JsonLinesLog.Create(run.LogPath);
        using TensorBoardLog board = new(run.Path, resumed ? step : null, recipe.Run.SummaryEvery);
        ObserverList all = new([log, board, .. observers]);
        try
        {
            foreach (string warning in data.Warnings.Concat(DatasetCheck.Brief(data)))
            {
                all.On(new Warning(warning));
            }
            if (plan is not null)
            {
                all.On(new Planned(0, null, plan.Reasons));
            }
            Budget? budget = Budget.Of(recipe, spent);
            return recipe.Training.Length.IsZero ? HeadRun.Train(run, recipe, data, budget, all, stop) : Train(run, recipe, data, budget, all, finish, stop);
        }
        catch (Exception error)
        {
            run.Update(run.Info with { State = error is OperationCanceledException ? RunState.Stopped : RunState.Failed, Ended = DateTimeOffset.UtcNow });
            all.On(new RunEnded(run.Info.Step, run.Info.State, 0, run.Info.BestTop1, error.Message));
            throw;
        }
    }

    private static TrainingResult Train(RunDirectory run, Recipe recipe, ImageDataset data, Budget? budget, ITrainingObserver observer, bool finish, CancellationToken stop)
    {
        Graph graph = StartingPoint(run, recipe, data, budget, observer, stop);
        TrainableWeights trainable = new(graph, recipe.Model.Freeze);
        using FrozenPrefix? prefix = FrozenPrefix.Of(graph, trainable, recipe, data, observer, stop);
        using TorchGraph network = RecipeNetwork.Of(prefix?.Suffix ?? graph, trainable, recipe);
        using Optimizer optimizer = RecipeNetwork.OptimizerOf(network, graph, trainable, recipe);
        using MovingAverage? average = recipe.Training.Ema.IsOn ? new(network.Parameters.Concat(network.Statistics).Select(name => (name, network[name])), recipe.Training.Ema) : null;
        IInputSource source = prefix?.Source(recipe) ?? Pictures(recipe, data, graph);
        StepScale scale = Scale(recipe, source);
        TrainingState state = run.Checkpoints() is [.., string newest] ? Checkpoint.Restore(newest, network, optimizer, average) : new() { Seed = recipe.Run.Seed };
        state = recipe.Compat.LostPosition && state.Step > 0 ? state.InNewOrder() : state;
        observer.On(new RunStarted(state.Step, graph.Name, data.Classes.Count, data.Items(Split.Train).Count, data.Items(Split.Validation).Count, scale.StepsPerEpoch, scale.Total ?? 0,
            network.Parameters.Sum(name => network[name].numel()), recipe.Describe()));
        if (state.Step == 0 && recipe.Run.Samples > 0)
        {
            DrawSamples(Pictures(recipe, data, graph).Loader, recipe.Run.Samples, observer);
        }
        TrainingParts parts = new(run, recipe, data, network, optimizer, average, source, prefix, scale, state.Step > 0 ? Budget.Of(recipe, TimeSpan.FromSeconds(state.ElapsedSeconds)) : budget, observer);
        using TrainingLoop loop = new(parts, state);
        bool done = finish || loop.Run(stop);
        if (source.BadSummary is { } bad)
        {
            observer.On(new Warning(bad));
        }
        string? reason = finish ? "an end was asked for" : loop.GaveUp ? $"no better for {recipe.Training.EarlyStopping.Patience} evaluations" : null;
        return done ? Finish(parts, loop.StateNow, loop.LastMeasured, reason) : Stopped(run, loop.StateNow, observer);
    }

    /// <summary>The network as training begins: prepared and its head fitted, or read back from a run that got that far before.</summary>
    private static Graph StartingPoint(RunDirectory run, Recipe recipe, ImageDataset data, Budget? budget, ITrainingObserver observer, CancellationToken stop)
    {
        if (File.Exists(run.StartPath))
        {
            return OnnxReader.Read(run.StartPath);
        }
        (Graph graph, LoadReport? report) = FreshStart(recipe, data, observer, stop, budget);
        if (report is not null)
        {
            AtomicFile.WriteText(run.LoadReportPath, report.ToJson());
        }
        OnnxWriter.Write(graph, run.StartPath);
        return graph;
    }

    /// <summary>The network that a recipe begins from: its weights loaded, and its head fitted where the recipe wants that.</summary>
    internal static (Graph Graph, LoadReport? Report) FreshStart(Recipe recipe, ImageDataset data, ITrainingObserver observer, CancellationToken stop, Budget? budget = null)
    {
        (Graph graph, LoadReport? report) = Preparation.Prepare(recipe, data, observer);
        if (recipe.Training.Head != HeadStart.Probe)
        {
            return (graph, report);
        }
        using HeadFitting fitting = HeadFitting.Fit(graph, data.Items(Split.Train), [], data.Classes.Count, recipe, budget, observer, stop);
        return (fitting.Graph, report);
    }

    internal static PictureSource Pictures(Recipe recipe, ImageDataset data, Graph graph)
    {
        IReadOnlyList<ImageItem> items = data.Items(Split.Train);
        int batch = Math.Min(recipe.Training.Batch, items.Count);
        Preprocessing preprocessing = InTraining(recipe, graph);
        BatchLoader loader = BatchLoader.Create(items, new()
        {
            Batch = batch,
            Threads = recipe.Data.LoaderThreads,
            Seed = recipe.Run.Seed,
            Preprocessing = preprocessing,
            Augmentation = recipe.Augmentation,
            DropLast = recipe.Data.DropLast,
            Prefetch = recipe.Data.Prefetch,
            UnreadableFraction = recipe.Data.UnreadableFraction,
        });
        return new(loader, preprocessing);
    }

    /// <summary>How pictures are made while training: as in evaluation, but of another size where the recipe wants one.</summary>
    private static Preprocessing InTraining(Recipe recipe, Graph graph)
    {
        Preprocessing own = graph.Preprocessing!;
        int side = recipe.Training.Resolution.For(own.Height);
        return recipe.Training.Resolution.IsFull || side == own.Height ? own
            : graph.TakesSide(side) ? own.At(side)
            : !recipe.Training.Resolution.IsFixed ? own
            : throw new TrainingException($"training.resolution is {side}, but {graph.Name} takes pictures of {own.Height} pixels only, as its head counts on their places. Set training.resolution=100%, or model.resolution={side}");
    }

    private static StepScale Scale(Recipe recipe, IInputSource source)
    {
        int accumulation = recipe.Training.Accumulation;
        long stepsPerEpoch = (source.BatchesPerEpoch + accumulation - 1) / accumulation, imagesPerStep = recipe.Training.Batch * accumulation;
        return recipe.Training.Length.IsZero ? new(stepsPerEpoch, imagesPerStep, 0) : StepScale.Of(recipe.Training.Length, stepsPerEpoch, imagesPerStep);
    }

    /// <summary>Makes the result from the best state, or the last one where there is no best.</summary>
    private static TrainingResult Finish(TrainingParts parts, TrainingState state, (long Step, ClassificationReport Report)? measured, string? reason)
    {
        bool restored = parts.Recipe.Training.KeepBest && state.BestTop1 is not null && state.BestStep != state.Step && File.Exists(parts.Run.BestCheckpointPath);
        if (restored)
        {
            Checkpoint.RestoreWeights(parts.Run.BestCheckpointPath, parts.Network, parts.Average);
        }
        long kept = restored ? state.BestStep : state.Step;
        ClassificationReport? validation = !parts.Recipe.Training.EvaluateAtEnd || parts.Data.Items(Split.Validation).Count == 0 ? null
            : measured is { } last && last.Step == kept ? last.Report : Validation.Measure(parts);
        Graph result = parts.Network.ToGraph(parts.Average);
        result = Reliability.Fitted(parts.Prefix?.Whole(result) ?? result, parts.Recipe, parts.Data, parts.Observer);
        return Conclusion.Write(parts.Run, parts.Recipe, result, state, validation, reason, parts.Observer);
    }

    private static TrainingResult Stopped(RunDirectory run, TrainingState state, ITrainingObserver observer)
    {
        run.Update(run.Info with { State = RunState.Stopped, Ended = DateTimeOffset.UtcNow, Step = state.Step, BestTop1 = state.BestTop1 });
        observer.On(new RunEnded(state.Step, RunState.Stopped, state.ElapsedSeconds, state.BestTop1, "a stop was asked for"));
        return new(run.Path, RunState.Stopped, state, null);
    }

    /// <summary>Shows what the network will see: pictures of the first batch, augmented.</summary>
    private static void DrawSamples(BatchLoader loader, int most, ITrainingObserver observer)
    {
        using Batch batch = loader.Epoch(0).First();
        (int width, int height, byte[] png) = ContactSheet.Draw(batch, most);
        observer.On(new ImageDrawn(0, "samples", width, height, png));
    }

    private static long StepOf(string checkpoint) => long.Parse(Path.GetFileNameWithoutExtension(checkpoint)["step-".Length..], CultureInfo.InvariantCulture);
}
