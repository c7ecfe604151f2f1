using Graft.Runs;

namespace Graft.Cli.Progress;

/// <summary>How fast a run goes and how long it still takes, from the events it tells.</summary>
/// <param name="clock">Where the time comes from.</param>
internal sealed class TrainingPace(TimeProvider? clock = null)
{
    /// <summary>The weight of the newest step in the running means of loss and accuracy.</summary>
    private const double Newest = 0.1;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private long startedAt, startStep;

    public long Step { get; private set; }

    public long TotalSteps { get; private set; }

    public double Epoch { get; private set; }

    /// <summary>Running mean of the training loss, nats; null before the first step.</summary>
    public double? Loss { get; private set; }

    /// <summary>Running mean of the training accuracy; null where targets are mixed.</summary>
    public double? Accuracy { get; private set; }

    public double ImagesPerSecond { get; private set; }

    /// <summary>Time to the end at the speed since training began or went on, evaluations included; null before the first step.</summary>
    public TimeSpan? Left => Step > startStep && TotalSteps > 0 ? clock.GetElapsedTime(startedAt) / (Step - startStep) * (TotalSteps - Step) : null;

    public void Take(TrainingEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                (startedAt, startStep, Step, TotalSteps) = (clock.GetTimestamp(), started.Step, started.Step, started.TotalSteps);
                break;
            case Planned { TotalSteps: { } total }:
                TotalSteps = total;
                break;
            case StepDone step:
                (Step, Epoch, ImagesPerSecond) = (step.Step, step.Epoch, step.ImagesPerSecond);
                Loss = Blend(Loss, step.Loss);
                Accuracy = step.Accuracy is { } accuracy ? Blend(Accuracy, accuracy) : Accuracy;
                break;
        }
    }

    private static double Blend(double? mean, double value) => mean is { } before ? before + (Newest * (value - before)) : value;
}
