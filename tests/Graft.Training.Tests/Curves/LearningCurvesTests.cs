using Graft.Imaging;
using Graft.Imaging.Synthetic;
using Graft.Inference;
using Graft.Recipes;
using Graft.Training.Curves;

namespace Graft.Training.Tests.Curves;

/// <summary>Whole curves, on drawn pictures.</summary>
public sealed class LearningCurvesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-curves").FullName;

    public LearningCurvesTests() => new SyntheticPictures([.. Concept.Source.Take(3)], 12, 8) { Side = 48 }.Write(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static CurveModel Tiny => new("tiny", Recipe.Named(NamedRecipes.Linear).With([new("model.name", "tiny"), new("model.resolution", "32")]));

    /// <summary>With all pictures the last point is what 'graft train --recipe linear' makes, measured by the evaluator on pictures instead of features.</summary>
    [Fact]
    public void All_pictures_give_the_accuracy_of_a_linear_run()
    {
        ImageDataset data = ImageDataset.Open(folder, DatasetOptions.Of(Tiny.Recipe));
        List<string> doing = [];
        LearningCurveSet set = LearningCurves.Measure(data, [Tiny], new() { Shots = [1, 3, null], Draws = 2, Progress = (what, done, total) => doing.Add($"{what} {done <= total}") }, TestContext.Current.CancellationToken);
        Assert.Equal([1, 3, null], set.Curves[0].Points.Select(point => point.Step.Shots));
        Assert.Equal(data.Items(Split.Test).Count, set.Measured);
        Assert.Equal(["features of tiny True", "fitting heads on tiny True"], doing.Distinct());
        TrainingResult run = Trainer.Start(new() { Recipe = Tiny.Recipe, Data = folder, Out = Path.Combine(folder, "run") }, [], TestContext.Current.CancellationToken);
        using ImageClassifier model = ImageClassifier.Open(run.Run);
        Assert.Equal(new Evaluator(model).Evaluate(data, Split.Test).Report.Top1.Value, set.Curves[0].Last.Accuracy.Value, 1e-9);
    }

    [Fact]
    public void The_same_seed_gives_the_same_curve_and_another_another()
    {
        ImageDataset data = ImageDataset.Open(folder);
        LearningCurveSet Measure(long seed) => LearningCurves.Measure(data, [Tiny], new() { Shots = [1, 2], Draws = 4, Seed = seed }, TestContext.Current.CancellationToken);
        Assert.Equal(Measure(1).Curves[0].Points.SelectMany(point => point.Each), Measure(1).Curves[0].Points.SelectMany(point => point.Each));
        Assert.NotEqual(Measure(1).Curves[0].Points.SelectMany(point => point.Each), Measure(2).Curves[0].Points.SelectMany(point => point.Each));
    }

    [Fact]
    public void A_stop_ends_it()
    {
        using CancellationTokenSource stop = new();
        CurveRequest request = new() { Shots = [1, 2], Progress = (what, _, _) => { if (what.StartsWith("fitting", StringComparison.Ordinal)) { stop.Cancel(); } } };
        Assert.ThrowsAny<OperationCanceledException>(() => LearningCurves.Measure(ImageDataset.Open(folder), [Tiny], request, stop.Token));
    }

    [Fact]
    public void Where_there_is_nothing_to_measure_on_it_says_what_to_do()
    {
        string csv = Path.Combine(folder, "all.csv");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        File.WriteAllLines(csv, ["path,label,split", .. files.Select(file => $"{file},{Path.GetFileName(Path.GetDirectoryName(file))},train")]);
        ImageDataset none = ImageDataset.Open(csv, new() { ValidationFraction = 0 });
        Assert.Equal($"'{csv}' has no test pictures to measure on. Leave --split out, or add them.", Said(none, new() { Split = Split.Test }));
        Assert.Equal($"'{csv}' has no val pictures to measure on. Hold some out with --set data.validationFraction=0.2, or add a test split.", Said(none, new()));
        Assert.StartsWith("the training pictures are what is learned from", Said(none, new() { Split = Split.Train }));
        List<string> notes = [];
        LearningCurves.Measure(ImageDataset.Open(csv, new() { ValidationFraction = 0.3 }), [Tiny], new() { Shots = [1], Note = notes.Add }, TestContext.Current.CancellationToken);
        Assert.Contains("there are no test pictures; measured on those held out from training for validation", notes);

        static string Said(ImageDataset data, CurveRequest request) => Assert.Throws<CurveException>(() => LearningCurves.Measure(data, [Tiny], request)).Message;
    }
}
