using System.Diagnostics;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training.Optimizers;

namespace Graft.Training;

/// <summary>What the loop works on; made once by <see cref="Trainer"/>.</summary>
internal sealed record TrainingParts(RunDirectory Run, Recipe Recipe, ImageDataset Data, TorchGraph Network, Optimizer Optimizer, MovingAverage? Average, IInputSource Source, FrozenPrefix? Prefix, StepScale Scale, Budget? Budget, ITrainingObserver Observer);

/// <summary>The steps of a run: batches in, weights changed, progress told, state saved.</summary>
internal sealed class TrainingLoop(TrainingParts parts, TrainingState state) : IDisposable
{
    private const int MostHalvings = 5;

    /// <summary>Fewer steps than these hardly pay: 86 of them brought ten classes of food from .784 to .809, and on the way there the network is worse than its fitted head alone.</summary>
    private const int LeastSteps = 50;

    private readonly TrainingOptions options = parts.Recipe.Training;
    private readonly StepMeter meter = new();
    private readonly TrainingStep step = new(parts.Network, parts.Optimizer, parts.Data, parts.Recipe);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly double secondsBefore = state.ElapsedSeconds;
    private readonly Pace pace = new();
    private Timetable table = new(parts, state);
    private readonly double evaluationsAtEnd = 1 + ((double)Reliability.Pictures(parts.Recipe, parts.Data) / Math.Max(1, parts.Data.Items(Split.Validation).Count));
    private TimeSpan lastCheckpoint, lastEvaluation, lastLog;
    private bool isTooShort;

    /// <summary>How far the run is.</summary>
    public TrainingState State { get; private set; } = state;

    /// <summary>The same with the seconds until now; <see cref="State"/> has those until it was last saved.</summary>
    public TrainingState StateNow => State with { ElapsedSeconds = secondsBefore + clock.Elapsed.TotalSeconds };

    /// <summary>The last evaluation of this process, and the step it was made at; null before the first.</summary>
    public (long Step, ClassificationReport Report)? LastMeasured { get; private set; }

    /// <summary>Whether early stopping has ended the run.</summary>
    public bool GaveUp => options.EarlyStopping.Patience is { } patience && State.EvaluationsSinceBest >= patience;

    private bool IsDone => State.Step >= table.Scale.Total || GaveUp || isTooShort;

    /// <summary>Seconds of what comes after the last step, at the speed of the last evaluation: one more, and the look at the model's reliability.</summary>
    private double AtEnd => pace.Evaluation * evaluationsAtEnd;

    /// <summary>Trains until the length is reached, patience is at its end, or a stop is asked for; a step that has begun is finished.</summary>
    /// <returns>Whether the run is done.</returns>
    /// <exception cref="TrainingException">The loss is no longer a number, and the recipe does not back off, or did so often enough.</exception>
    public bool Run(CancellationToken stop)
    {
        if (State.Step == 0 && options is { Head: HeadStart.Probe, KeepBest: true } && parts.Data.Items(Split.Validation).Count > 0)
        {
            Measure(0); // what the fitted head alone can do: nothing worse is kept
        }
        if (State.Step == 0 && options.BackOff)
        {
            Save(); // the state to go back to while there is no later one
        }
        if (parts.Budget is { } budget && budget.StepsThatFit(0.01, pace.Evaluation, 1, AtEnd) < 1)
        {
            return true; // there is no time left to train in
        }
        TimeSpan mark = clock.Elapsed; // waiting for pictures counts as part of a step
        while (!IsDone && !stop.IsCancellationRequested)
        {
            IEnumerable<InputBatch> rest = parts.Source.Epoch((int)State.Epoch, (int)State.StepInEpoch * options.Accumulation, CancellationToken.None);
            foreach (InputBatch[] batches in rest.Chunk(options.Accumulation))
            {
                if (!Step(batches))
                {
                    BackOff();
                    break;
                }
                pace.StepTook(clock.Elapsed - mark);
                FitIntoBudget();
                if (!isTooShort)
                {
                    Report(stop);
                }
                mark = clock.Elapsed;
                if (IsDone || stop.IsCancellationRequested)
                {
                    break;
                }
            }
        }
        return IsDone;
    }

    /// <summary>Saves the state, so that the run can go on from here.</summary>
    public void Save()
    {
        long start = Stopwatch.GetTimestamp();
        State = StateNow;
        string path = parts.Run.CheckpointPath(State.Step);
        Checkpoint.Write(path, State, parts.Network, parts.Optimizer, parts.Average);
        parts.Run.PruneCheckpoints(parts.Recipe.Run.KeepCheckpoints);
        parts.Run.Update(parts.Run.Info with { Step = State.Step, BestTop1 = State.BestTop1 });
        lastCheckpoint = clock.Elapsed;
        parts.Observer.On(new CheckpointSaved(State.Step, path, Stopwatch.GetElapsedTime(start).TotalSeconds));
    }

    public void Dispose() => step.Dispose();

    /// <returns>Whether the step was taken; not so where the loss is no number.</returns>
    private bool Step(InputBatch[] batches)
    {
        StepOutcome outcome = InMemory(batches);
        InputBatch.Dispose(batches);
        if (!double.IsFinite(outcome.Loss))
        {
            return false;
        }
        parts.Average?.Update(name => parts.Network[name], State.EmaUpdates);
        meter.Step(outcome);
        bool endsEpoch = State.StepInEpoch + 1 == table.Scale.StepsPerEpoch;
        State = State with
        {
            Step = State.Step + 1,
            Epoch = State.Epoch + (endsEpoch ? 1 : 0),
            StepInEpoch = endsEpoch ? 0 : State.StepInEpoch + 1,
            ImagesSeen = State.ImagesSeen + outcome.Images,
            EmaUpdates = State.EmaUpdates + (parts.Average is null ? 0 : 1),
        };
        return true;
    }

    /// <summary>Takes a step, in ever smaller parts of a batch where memory does not hold it.</summary>
    private StepOutcome InMemory(InputBatch[] batches)
    {
        while (true)
        {
            try
            {
                return step.Take(batches, table.Schedule.RateAt(State.Step), State.Step, State.Parts);
            }
            catch (Exception error) when (options.BackOff && State.Parts < batches[0].Count && OutOfMemory.IsCauseOf(error))
            {
                State = State with { Parts = State.Parts * 2 };
                parts.Observer.On(new Warning($"memory does not hold a batch of {batches[0].Count}: from step {State.Step + 1} on it goes through the network in {State.Parts} parts, for the same steps"));
            }
        }
    }

    /// <summary>Goes back to the last state that was saved, to go on from it at half the rate.</summary>
    private void BackOff()
    {
        if (!options.BackOff || State.Halvings >= MostHalvings || parts.Run.Checkpoints() is not [.., string newest])
        {
            throw NotANumber();
        }
        long failed = State.Step + 1;
        TrainingState saved = Checkpoint.Restore(newest, parts.Network, parts.Optimizer, parts.Average);
        State = saved with { Halvings = State.Halvings + 1, Parts = State.Parts, TotalSteps = State.TotalSteps };
        table = new(parts, State);
        parts.Observer.On(new Warning($"the loss is no longer a number at step {failed}: going on from step {State.Step} at half the rate, {Math.ScaleB(options.Rate, -State.Halvings):g3}"));
    }

    /// <summary>Makes the run longer or shorter by what steps have taken so far, so that it ends in its time.</summary>
    private void FitIntoBudget()
    {
        if (parts.Budget is not { } budget || !pace.IsDue(State.StepInEpoch))
        {
            return;
        }
        long most = parts.Scale.Total!.Value, fits = State.Step + budget.StepsThatFit(pace.Step, pace.Evaluation, table.Scale.StepsPerEpoch, AtEnd);
        long total = Math.Clamp(fits, State.Step, most);
        if (total < Math.Min(LeastSteps, most) && State is { BestStep: 0, BestTop1: not null })
        {
            isTooShort = true;
            parts.Observer.On(new Planned(State.Step, State.Step, [$"{budget.Limit.TotalSeconds:0} s leave time for {total} steps at {pace.Step:0.00} s each; fewer than {LeastSteps} hardly better a network whose head is fitted, so that one is the result"]));
            return;
        }
        if (total != table.Scale.Total)
        {
            State = State with { TotalSteps = Math.Max(1, total) };
            table = new(parts, State);
            parts.Observer.On(new Planned(State.Step, total, [$"{total} of {most} steps fit into {budget.Limit.TotalSeconds:0} s: {pace.Step:0.00} s a step, {pace.Evaluation:0.0} s an evaluation, {budget.Left.TotalSeconds:0} s left"]));
        }
    }

    /// <summary>Tells, measures and saves what is due after a step.</summary>
    private void Report(CancellationToken stop)
    {
        double epoch = (double)State.Step / table.Scale.StepsPerEpoch;
        if (parts.Recipe.Run.LogEvery.IsDue(State.Step, clock.Elapsed - lastLog, table.Scale) || State.Step == table.Scale.Total)
        {
            parts.Observer.On(meter.Report(State.Step, epoch, table.Schedule.RateAt(State.Step - 1)));
            lastLog = clock.Elapsed;
        }
        bool measure = parts.Data.Items(Split.Validation).Count > 0 && (options.EvaluateEvery.IsDue(State.Step, clock.Elapsed - lastEvaluation, table.Scale) || (options.EvaluateAtEnd && State.Step == table.Scale.Total));
        if (measure)
        {
            Measure(epoch);
        }
        if (measure || stop.IsCancellationRequested || parts.Recipe.Run.CheckpointEvery.IsDue(State.Step, clock.Elapsed - lastCheckpoint, table.Scale))
        {
            Save();
            meter.Pause();
        }
    }

    private void Measure(double epoch)
    {
        TimeSpan before = clock.Elapsed;
        Evaluate(epoch);
        lastEvaluation = clock.Elapsed;
        pace.EvaluationTook(lastEvaluation - before);
    }

    private void Evaluate(double epoch)
    {
        ClassificationReport report = Validation.Measure(parts);
        LastMeasured = (State.Step, report);
        (double value, bool better) = Watched(report);
        // A later state is kept unless it is worse than the best by more than chance (the one-standard-error rule: Breiman et al. 1984, §3.4.3):
        // on few validation pictures an early lucky evaluation would otherwise win over the state that the schedule ends in.
        double chance = Math.Sqrt(report.Top1.Value * (1 - report.Top1.Value) / report.Count);
        bool best = report.Top1.Value >= (State.BestTop1 ?? 0) - chance;
        State = State with
        {
            BestTop1 = Math.Max(report.Top1.Value, State.BestTop1 ?? 0),
            BestStep = best ? State.Step : State.BestStep,
            BestMetric = better ? value : State.BestMetric,
            EvaluationsSinceBest = better ? 0 : State.EvaluationsSinceBest + 1,
        };
        if (best)
        {
            Checkpoint.Write(parts.Run.BestCheckpointPath, State, parts.Network, parts.Optimizer, parts.Average);
        }
        parts.Observer.On(new Evaluated(State.Step, epoch, report.Top1.Value, report.Top5.Value, report.MeanLoss, report.Top1.Low, report.Top1.High, report.Count, best, Validation.Rows(report.Confusion)));
    }

    private (double Value, bool IsBetter) Watched(ClassificationReport report) => options.EarlyStopping.Metric == StoppingMetric.Loss
        ? (report.MeanLoss, report.MeanLoss < (State.BestMetric ?? double.PositiveInfinity))
        : (report.Top1.Value, report.Top1.Value > (State.BestMetric ?? double.NegativeInfinity));

    private TrainingException NotANumber() => new(
        $"the loss is no longer a number at step {State.Step + 1} (epoch {(double)State.Step / table.Scale.StepsPerEpoch:0.00}, rate {table.Schedule.RateAt(State.Step):g3}). "
        + $"Try a smaller rate (--rate {parts.Recipe.Training.Rate / 4:g2}), a warm-up (--set training.schedule.warmup=10%) or clipped gradients (--set training.clipNorm=1); the last checkpoint is kept in {parts.Run.CheckpointsPath}");
}
