using System.Globalization;
using Graft.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Graft.Cli.Progress;

/// <summary>A bar that moves, with loss, accuracy, speed and the time left; lines that stay scroll above it.</summary>
/// <remarks>Spectre's progress wants to own the thread that works; here it runs on a thread of its own until training is over.</remarks>
internal sealed class LiveTrainingProgress : TrainingProgress
{
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task drawing;
    private ProgressTask? bar;

    public LiveTrainingProgress(IAnsiConsole console)
        : base(console)
    {
        using ManualResetEventSlim ready = new();
        Spectre.Console.Progress progress = new(console) { AutoClear = true, RefreshRate = TimeSpan.FromMilliseconds(250) };
        drawing = progress.Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 14 }, new FiguresColumn(Figures)).StartAsync(async context =>
        {
            bar = context.AddTask("preparing", autoStart: true);
            bar.IsIndeterminate = true;
            ready.Set();
            await over.Task.ConfigureAwait(false);
        });
        ready.Wait();
    }

    public override void Dispose()
    {
        over.TrySetResult();
        drawing.Wait();
    }

    protected override void Show(TrainingEvent happened)
    {
        if (happened is FeaturesMeasured { Total: > 0 } features)
        {
            bar!.IsIndeterminate = false;
            (bar.MaxValue, bar.Value, bar.Description) = (features.Total, features.Done, "features");
        }
        if (happened is RunStarted { TotalSteps: > 0 } started)
        {
            bar!.IsIndeterminate = false;
            bar.MaxValue = started.TotalSteps;
        }
        if (happened is Planned { TotalSteps: { } total })
        {
            bar!.MaxValue = Math.Max(1, total);
        }
        if (happened is RunStarted or StepDone)
        {
            bar!.Value = Pace.Step;
            bar.Description = string.Create(CultureInfo.InvariantCulture, $"epoch {Pace.Epoch:0.0}");
        }
        else if (happened is RunEnded)
        {
            over.TrySetResult();
        }
    }

    private string Figures() => Pace.Loss is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Pace.Step}/{Pace.TotalSteps}  {TrainingText.Trained(Pace)}  {Pace.ImagesPerSecond:0}/s{(Pace.Left is { } left ? $"  {Amounts.Duration(left)} left" : "")}");

    private sealed class FiguresColumn(Func<string> figures) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(figures());
    }
}
