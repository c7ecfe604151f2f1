using Graft.Runs;
using Spectre.Console;

namespace Graft.Cli.Progress;

/// <summary>Shows a person how training goes: a live bar on a terminal, plain lines elsewhere. All on standard error.</summary>
internal abstract class TrainingProgress(IAnsiConsole console, TimeProvider? clock = null) : ITrainingObserver, IDisposable
{
    /// <summary>The console written to.</summary>
    protected IAnsiConsole Console { get; } = console;

    protected TrainingPace Pace { get; } = new(clock);

    private long? told;

    /// <summary>Whether the recipe goes without saying.</summary>
    public bool IsBrief { get; init; }

    /// <summary>The one that fits standard error.</summary>
    /// <param name="brief">Whether the recipe goes without saying.</param>
    public static TrainingProgress ForStandardError(bool brief = false)
    {
        bool terminal = !System.Console.IsErrorRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error), Interactive = terminal ? InteractionSupport.Yes : InteractionSupport.No });
        if (!terminal)
        {
            // A log file has no width at which lines would have to break.
            console.Profile.Width = int.MaxValue / 2;
        }
        return terminal ? new LiveTrainingProgress(console) { IsBrief = brief } : new PlainTrainingProgress(console) { IsBrief = brief };
    }

    public void On(TrainingEvent happened)
    {
        Pace.Take(happened);
        switch (happened)
        {
            case RunStarted started:
                Say(TrainingText.Of(IsBrief ? started with { Description = null } : started));
                break;
            case Planned planned when IsNews(planned):
                Say(TrainingText.Of(planned));
                break;
            case HeadProbed head:
                Say(TrainingText.Of(head));
                break;
            case Evaluated evaluated:
                Say(TrainingText.Of(evaluated, Pace));
                break;
            case PictureSkipped skipped:
                Say($"left out: {skipped.Path}: {skipped.Reason}");
                break;
            case Warning warning:
                Say($"note: {warning.Message}");
                break;
        }
        Show(happened);
    }

    /// <summary>A plan that is mended every few steps is told when it begins, and when it has changed by a fifth since.</summary>
    private bool IsNews(Planned planned)
    {
        if (planned.TotalSteps is not { } total)
        {
            return true;
        }
        bool news = told is not { } before || Math.Abs(total - before) > 0.2 * before;
        told = news ? total : told;
        return news;
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Writes lines that stay.</summary>
    protected void Say(string text) => Console.Write(new Text(text + "\n"));

    /// <summary>Brings what changes up to date.</summary>
    protected abstract void Show(TrainingEvent happened);
}
