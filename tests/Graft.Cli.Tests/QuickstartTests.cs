using Graft.Cli.Quickstart;
using Graft.Imaging.Synthetic;
using Graft.Inference;
using Graft.Runs;

namespace Graft.Cli.Tests;

public sealed class QuickstartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-tour").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The tour of a few pictures and steps: everything happens and lies where the tour says; how well it learns is for the real one.</summary>
    [Fact]
    public void The_tour_draws_trains_transfers_measures_and_predicts()
    {
        TourRecipe brief = new("scratch", ("training.length", "2 epochs"), ("model.resolution", "32"), ("training.batch", "8"), ("data.validationFraction", "0.33"), ("run.samples", "0"));
        TourPlan plan = new(new([.. Concept.Target.Take(2)], 9, 3) { Side = 32 }, brief);
        new Tour(folder, plan, CancellationToken.None).Run();
        foreach (string run in new[] { "transfer", "scratch" })
        {
            Assert.True(File.Exists(Path.Combine(folder, run, "model.onnx")), run);
            Assert.True(File.Exists(Path.Combine(folder, run, "log.jsonl")), run);
        }
        using ImageClassifier model = ImageClassifier.Open(Path.Combine(folder, "transfer"));
        Assert.Equal(plan.Pictures.Classes.Select(concept => concept.Name), model.Labels);
        Assert.Contains("validation, from scratch", File.ReadAllText(Path.Combine(folder, "transfer", "report.html")), StringComparison.Ordinal);
        Assert.Equal((plan.Training.For("graft-s", "none", 0) with { Model = new() }).ToString(), (plan.Training.For("graft-s", TourPlan.Pretrained.Id, 0) with { Model = new() }).ToString());
        // Once more: an earlier tour is replaced, not tripped over.
        new Tour(folder, plan, CancellationToken.None).Run();
    }

    [Fact]
    public void The_comparison_shows_both_accuracies_with_their_intervals()
    {
        ClassificationTally good = new(["a", "b"]), bad = new(["a", "b"]);
        good.Add([1, 0, 0, 1], [0, 1]);
        bad.Add([1, 0, 1, 0], [0, 1]);
        using StringWriter text = new() { NewLine = "\n" };
        TourText.WriteComparison(good.Report(), bad.Report(), classes: 2, text);
        string[] lines = text.ToString().Split('\n');
        Assert.Equal($"  from scratch  {new string('█', 20)}{new string('░', 20)}  50.0 % (9.5–90.5)", lines[0]);
        Assert.Equal($"  by transfer   {new string('█', 40)}  100.0 % (34.2–100.0)", lines[1]);
        Assert.Contains("chance is 50.0 %", lines[2]);
    }

    [Fact]
    public void The_curves_show_both_trainings_over_the_same_steps()
    {
        using StringWriter text = new() { NewLine = "\n" };
        TourText.WriteCurves([At(10, 0.25), At(20, 0.75)], [At(10, 0.0), At(20, 0.5)], text);
        string[] lines = text.ToString().Split('\n');
        Assert.Equal("  top-1 in %, on the 8 of the training pictures that were held out, while training", lines[1]);
        Assert.Equal(3, lines.Sum(line => line.Count(letter => letter == '●')));
        Assert.Equal(3, lines.Sum(line => line.Count(letter => letter == '◆')));
        Assert.EndsWith("● by transfer   ◆ from scratch", text.ToString().TrimEnd(), StringComparison.Ordinal);

        static Evaluated At(long step, double top1) => new(step, step, top1, 1, 1, 0, 1, 8);
    }
}
