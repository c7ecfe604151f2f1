using Graft.Cli.Quickstart;
using Graft.Imaging.Synthetic;
using Graft.Inference;

namespace Graft.Cli.Tests;

public sealed class QuickstartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-tour").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The tour of a few pictures and steps: everything happens and lies where the tour says; how well it learns is for the real one.</summary>
    [Fact]
    public void The_tour_draws_trains_transfers_measures_and_predicts()
    {
        TourRecipe brief = new("scratch", ("training.length", "2 epochs"), ("model.resolution", "32"), ("training.batch", "8"), ("run.samples", "0"));
        TourPlan plan = new(
            new([.. Concept.Source.Take(3)], 10, 0) { Side = 32 }, new([.. Concept.Target.Take(2)], 6, 3) { Side = 32 },
            brief, brief with { Base = "finetune", Changes = [.. brief.Changes, ("data.validationFraction", "0")] }, brief with { Changes = [.. brief.Changes, ("data.validationFraction", "0")] });
        new Tour(folder, plan, CancellationToken.None).Run();
        foreach (string run in new[] { "source", "transfer", "scratch" })
        {
            Assert.True(File.Exists(Path.Combine(folder, run, "model.onnx")), run);
            Assert.True(File.Exists(Path.Combine(folder, run, "log.jsonl")), run);
        }
        using ImageClassifier model = ImageClassifier.Open(Path.Combine(folder, "transfer"));
        Assert.Equal(plan.Target.Classes.Select(concept => concept.Name), model.Labels);
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
        TourText.WriteComparison(good.Report(), bad.Report(), new([.. Concept.Target.Take(2)], 1, 1), text);
        string[] lines = text.ToString().Split('\n');
        Assert.Equal($"  from scratch  {new string('█', 20)}{new string('░', 20)}  50.0 % (9.5–90.5)", lines[0]);
        Assert.Equal($"  by transfer   {new string('█', 40)}  100.0 % (34.2–100.0)", lines[1]);
        Assert.Contains("chance is 50.0 %", lines[2]);
    }
}
