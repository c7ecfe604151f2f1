using System.Globalization;
using Graft.Runs;
using Spectre.Console;

namespace Graft.Cli.Progress;

/// <summary>A line now and then, for a log file or a pipe.</summary>
/// <param name="interval">The least time between two lines of steps; by default 10 s.</param>
internal sealed class PlainTrainingProgress(IAnsiConsole console, TimeProvider? clock = null, TimeSpan? interval = null) : TrainingProgress(console, clock)
{
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly TimeSpan interval = interval ?? TimeSpan.FromSeconds(10);
    private long? last;

    protected override void Show(TrainingEvent happened)
    {
        last ??= clock.GetTimestamp();
        if (happened is StepDone && clock.GetElapsedTime(last.Value) >= interval)
        {
            last = clock.GetTimestamp();
            Say(string.Create(CultureInfo.InvariantCulture,
                $"step {Pace.Step}/{Pace.TotalSteps}  {TrainingText.Trained(Pace)}  {Pace.ImagesPerSecond:0} pictures/s{(Pace.Left is { } left ? $"  {Amounts.Duration(left)} left" : "")}"));
        }
    }
}
