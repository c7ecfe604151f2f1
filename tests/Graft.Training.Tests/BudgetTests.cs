using Graft.Imaging;
using Graft.Imaging.Synthetic;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training.Heads;

namespace Graft.Training.Tests;

/// <summary>Runs that have a time to end in.</summary>
public sealed class BudgetTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-budget-").FullName;

    public BudgetTests() => new SyntheticPictures([.. Concept.Source.Take(3)], TrainPerClass: 120, TestPerClass: 1) { Side = 48, Seed = 1 }.Write(Data);

    private string Data => Path.Combine(folder, "pictures");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_that_would_take_hours_is_cut_to_its_time_and_its_schedule_with_it()
    {
        TrainingResult result = Trainer.Start(Request("run", TimeSpan.Zero, "training.budget=8s", "training.length=1000000 steps", "training.head=none"), []);
        TrainingEvent[] log = [.. JsonLinesLog.Read(Path.Combine(result.Run, "log.jsonl"))];
        long total = log.OfType<Planned>().Last().TotalSteps!.Value;
        Assert.Equal((RunState.Finished, total), (result.State, result.Progress.Step));
        Assert.InRange(total, 5, 100_000);
        StepDone[] steps = [.. log.OfType<StepDone>()];
        Assert.True(steps[^1].Rate < 1e-3 * steps.Max(step => step.Rate), "the last rate is not the end of the schedule");
    }

    [Fact]
    public void Where_the_time_is_over_before_training_the_fitted_head_is_the_result()
    {
        TrainingResult result = Trainer.Start(Request("run", TimeSpan.FromHours(1), "training.budget=1m"), []);
        Assert.Equal((RunState.Finished, 0L), (result.State, result.Progress.Step));
        Assert.True(File.Exists(Path.Combine(result.Run, "model.onnx")));
        TrainingEvent[] log = [.. JsonLinesLog.Read(Path.Combine(result.Run, "log.jsonl"))];
        Assert.Equal(256, Assert.Single(log.OfType<HeadProbed>()).Images); // the least that a head is fitted to
        Assert.Contains(log.OfType<Warning>(), warning => warning.Message.Contains("fit the head to 256 of", StringComparison.Ordinal));
    }

    [Fact]
    public void The_pictures_a_head_is_fitted_to_in_short_time_are_as_many_of_each_class()
    {
        ImageItem[] items = [.. Enumerable.Range(0, 90).Select(i => new ImageItem($"{i}", $"{i}", i < 10 ? 0 : i < 40 ? 1 : 2))];
        ImageItem[] order = HeadPictures.EvenlyOverClasses(items, seed: 1);
        Assert.Equal(items.ToHashSet(), order.ToHashSet());
        Assert.Equal([10, 10, 10], order.Take(30).CountBy(item => item.Label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal([10, 30, 30], order.Take(70).CountBy(item => item.Label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.NotEqual(order, HeadPictures.EvenlyOverClasses(items, seed: 2));
    }

    [Fact]
    public void The_recipe_auto_says_why_it_does_what_it_does_and_leaves_what_is_given()
    {
        TrainingRequest request = Request("run", TimeSpan.Zero, "training.length=2 steps");
        request = request with { Recipe = Recipe.Named("auto").With([new("model.name", "tiny"), new("model.resolution", "48"), new("training.length", "2 steps"), new("training.batch", "8")]) };
        TrainingResult result = Trainer.Start(request, []);
        Assert.Contains("no pretrained weights", Assert.Single(JsonLinesLog.Read(Path.Combine(result.Run, "log.jsonl")).OfType<Planned>()).Reasons[0], StringComparison.Ordinal);
        using RunDirectory run = RunDirectory.Open(result.Run);
        Assert.Equal(("scratch", Duration.Steps(2), 8), (run.Recipe.Base, run.Recipe.Training.Length, run.Recipe.Training.Batch));
    }

    [Fact]
    public void Free_memory_is_read_from_the_kernels_table()
    {
        Assert.Equal(8_192_000L, FreeMemory.Of(["MemTotal:       16000 kB", "MemFree:         4000 kB", "MemAvailable:       8000 kB"]));
        Assert.Null(FreeMemory.Of(["MemTotal: 1 kB"]));
        Assert.Null(FreeMemory.Of(["MemAvailable: a lot"]));
    }

    private TrainingRequest Request(string name, TimeSpan spent, params string[] settings) => new()
    {
        Recipe = Recipe.Named("finetune").With([new("model.name", "tiny"), new("model.resolution", "48"), new("training.batch", "8"), new("run.seed", "3"), .. settings.Select(Recipe.ParseSetting)]),
        Data = Data,
        Out = Path.Combine(folder, name),
        Began = DateTimeOffset.UtcNow - spent,
    };
}
