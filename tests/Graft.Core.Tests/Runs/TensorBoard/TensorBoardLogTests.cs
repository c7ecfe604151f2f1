using Graft.Recipes;
using Graft.Runs;
using Graft.Runs.TensorBoard;

namespace Graft.Core.Tests.Runs.TensorBoard;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_run_is_shown_by_loss_rate_accuracy_speed_and_pictures()
    {
        using (TensorBoardLog log = new(scratch.Path))
        {
            log.On(new RunStarted(0, "vgg_19", 10, 1350, 150, 42, 252, Description: "six epochs\nin batches of 32"));
            log.On(new ImageDrawn(0, "samples", 3, 2, new byte[] { 1, 2, 3 }));
            log.On(new StepDone(1, 0.1, 2.5, 0.125, 40, 0.25));
            log.On(new StepDone(2, 0.2, double.NaN, 0.125, 40));
            log.On(new Evaluated(42, 1, 0.5, 0.75, 1.5, 0.4, 0.6, 150));
            log.On(new Warning("slow disk"));
            log.On(new CheckpointSaved(42, "c", 1));
        }
        string path = Assert.Single(Directory.GetFiles(scratch.Path, "events.out.tfevents.*"));
        EventRecord[] records = [.. EventFileReader.Read(path)];
        Assert.Equal([0L, 0, 0, 1, 2, 42, 0], records.Select(record => record.Step));
        Assert.Equal(
        [
            new TextValue("recipe", "* six epochs\n* in batches of 32"),
            new ScalarValue("loss/train", 2.5), new ScalarValue("learning rate", 0.125), new ScalarValue("images per second", 40), new ScalarValue("accuracy/train", 0.25),
            new ScalarValue("loss/train", double.NaN), new ScalarValue("learning rate", 0.125), new ScalarValue("images per second", 40),
            new ScalarValue("loss/validation", 1.5), new ScalarValue("accuracy/validation", 0.5), new ScalarValue("accuracy/validation top-5", 0.75),
            new TextValue("warnings", "slow disk"),
        ], records.SelectMany(record => record.Values).Where(value => value is not ImageValue));
        ImageValue image = Assert.IsType<ImageValue>(Assert.Single(records[2].Values));
        Assert.Equal(("samples", 3, 2), (image.Tag, image.Width, image.Height));
        Assert.Equal([1, 2, 3], image.Encoded.ToArray());
    }

    /// <summary>The tutorial of 2018 prints the loss every 10 steps and writes a summary every 30.</summary>
    [Fact]
    public void Steps_are_written_down_no_more_often_than_asked()
    {
        using (TensorBoardLog log = new(scratch.Path, every: Interval.Steps(30)))
        {
            log.On(new RunStarted(0, "vgg_19", 10, 1350, 150, 42, 252));
            for (int step = 10; step <= 90; step += 10)
            {
                log.On(new StepDone(step, step / 42.0, 1, 0.1, 40));
            }
        }
        EventRecord[] records = [.. EventFileReader.Read(Assert.Single(Directory.GetFiles(scratch.Path, "events.out.tfevents.*")))];
        Assert.Equal([0L, 30, 60, 90], records.Select(record => record.Step));
    }

    [Fact]
    public void A_run_that_goes_on_voids_later_steps_of_its_earlier_file()
    {
        new TensorBoardLog(scratch.Path).Dispose();
        new TensorBoardLog(scratch.Path, resumedAt: 42).Dispose();
        string[] files = [.. Directory.GetFiles(scratch.Path).Order(StringComparer.Ordinal)];
        Assert.Equal(2, files.Length);
        EventRecord restart = EventFileReader.Read(files.Single(file => EventFileReader.Read(file).Count() == 2)).Last();
        Assert.Equal((EventKind.Restart, 43L), (restart.Kind, restart.Step));
    }
}
