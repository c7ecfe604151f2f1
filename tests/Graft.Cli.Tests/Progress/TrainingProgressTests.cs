using Graft.Cli.Progress;
using Graft.Runs;
using Spectre.Console.Testing;

namespace Graft.Cli.Tests;

public class TrainingProgressTests
{
    private readonly Clock clock = new();

    [Fact]
    public void Without_a_terminal_lines_come_now_and_then()
    {
        using TestConsole console = new();
        console.Profile.Width = 200;
        using PlainTrainingProgress progress = new(console, clock);
        progress.On(new RunStarted(0, "tiny", 10, 1350, 150, 42, 252, 270_000, "sgd, rate 0.001"));
        progress.On(new HeadProbed(1350, 40, 0.61, 0.823, 17.4));
        for (int step = 1; step <= 42; step++)
        {
            clock.Seconds += 0.5;
            progress.On(new StepDone(step, step / 42.0, 1.5, 0.001, 64, 0.5));
        }
        progress.On(new Evaluated(42, 1, 0.82, 0.98, 0.6, 0.75, 0.873, 150, IsBest: true));
        progress.On(new PictureSkipped("a/b.jpg", "the file is empty"));
        progress.On(new Warning("one class has 2 pictures"));
        Assert.Equal(
            [
                "tiny: 10 classes, 1350 training pictures, 150 held out, 270 k weights trained",
                "sgd, rate 0.001",
                "252 steps, 42 an epoch",
                "head fitted to the features of 1350 pictures in 17 s: 82.3 % of them right, loss 0.610",
                "step 20/252  loss 1.500 (50 % right)  64 pictures/s  1 min 56 s left",
                "step 40/252  loss 1.500 (50 % right)  64 pictures/s  1 min 46 s left",
                "epoch    1  loss 1.500 (50 % right)  held out 82.0 % (75–87), loss 0.600  kept",
                "left out: a/b.jpg: the file is empty",
                "note: one class has 2 pictures",
            ],
            console.Lines.Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }

    [Fact]
    public void A_plan_is_told_when_it_is_made_and_when_it_has_changed_by_a_fifth()
    {
        using TestConsole console = new();
        console.Profile.Width = 200;
        using PlainTrainingProgress progress = new(console, clock);
        progress.On(new Planned(0, null, ["ten classes", "a head first"]));
        foreach ((long step, long total) in new[] { (5L, 100L), (10L, 110L), (20L, 121L), (36L, 130L), (52L, 90L) })
        {
            progress.On(new Planned(step, total, [$"{total} steps fit"]));
        }
        Assert.Equal(["plan: ten classes", "plan: a head first", "plan: 100 steps fit", "plan: 121 steps fit", "plan: 90 steps fit"], console.Lines.Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }

    [Fact]
    public void The_time_left_goes_by_the_speed_since_training_began_or_went_on()
    {
        TrainingPace pace = new(clock);
        clock.Seconds = 1000;
        pace.Take(new RunStarted(100, "tiny", 2, 100, 10, 10, 200));
        Assert.Null(pace.Left);
        clock.Seconds += 20;
        pace.Take(new StepDone(110, 11, 0.5, 0.01, 30, 0.9));
        Assert.Equal(TimeSpan.FromSeconds(180), pace.Left);
    }

    [Fact]
    public void Loss_and_accuracy_are_running_means()
    {
        TrainingPace pace = new(clock);
        pace.Take(new RunStarted(0, "tiny", 2, 100, 10, 10, 200));
        pace.Take(new StepDone(1, 0.1, 2, 0.01, 30));
        Assert.Equal((2.0, null), (pace.Loss, pace.Accuracy));
        pace.Take(new StepDone(2, 0.2, 1, 0.01, 30, 0.5));
        Assert.Equal(1.9, pace.Loss!.Value, 12);
        Assert.Equal(0.5, pace.Accuracy);
    }

    [Fact]
    public void On_a_terminal_lines_that_stay_are_written_and_the_bar_ends_with_the_run()
    {
        using TestConsole console = new();
        console.Profile.Width = 200;
        console.Interactive();
        using (LiveTrainingProgress progress = new(console))
        {
            progress.On(new RunStarted(0, "tiny", 10, 1350, 150, 42, 252));
            progress.On(new StepDone(1, 0.02, 2.3, 0.001, 64, 0.1));
            progress.On(new Evaluated(42, 1, 0.82, 0.98, 0.6, 0.75, 0.873, 150));
            progress.On(new RunEnded(252, RunState.Finished, 60));
        }
        Assert.Contains("tiny: 10 classes", console.Output);
        Assert.Contains("held out 82.0 % (75–87)", console.Output);
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(Seconds * 1_000_000);
    }
}
