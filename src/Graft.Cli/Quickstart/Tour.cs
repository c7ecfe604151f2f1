using System.Diagnostics;
using Graft.Cli.Output;
using Graft.Cli.Progress;
using Graft.Imaging;
using Graft.Imaging.Synthetic;
using Graft.Inference;
using Graft.Inference.Reports;
using Graft.Models;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training;

namespace Graft.Cli.Quickstart;

/// <summary>The steps of the quickstart, one after the other: a small network learns drawn classes from few pictures, with and without what it knows from before.</summary>
/// <param name="folder">Where pictures and runs are kept.</param>
internal sealed class Tour(string folder, TourPlan plan, CancellationToken stop)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    private string Pictures => Path.Combine(folder, "pictures", "target");

    private string RunOf(string name) => Path.Combine(folder, name);

    public void Run()
    {
        SyntheticPictures pictures = plan.Pictures;
        PretrainedWeights pretrained = TourPlan.Pretrained;
        Heading($"1  Draw {pictures.Count:N0} pictures of {pictures.Classes.Count} classes");
        Draw();

        Heading($"2  Teach them to '{pretrained.Architecture}', which comes with Graft and has learned to see from pictures made by formula: transfer");
        string transferred = Train("transfer", pretrained.Id);

        Heading("3  The same network, pictures, recipe and steps, but random weights to begin with: from scratch");
        string scratch = Train("scratch", Graft.Recipes.ModelOptions.NoWeights);

        Heading($"4  Measure both on {pictures.Classes.Count * pictures.TestPerClass} pictures that neither has seen");
        ClassificationReport with = Measure(transferred), without = Measure(scratch);
        TourText.WriteComparison(with, without, pictures.Classes.Count, Console.Out);
        TourText.WriteCurves(EvaluationCurve.Of(transferred), EvaluationCurve.Of(scratch), Console.Out);

        Heading("5  Name one photo");
        string photo = AnyTestPicture();
        using (Predictor predictor = Predictor.Open(transferred))
        {
            TourText.WritePrediction(photo, predictor.Predict(photo, top: 3), Console.Out);
        }
        string report = RunReport.Write(transferred, new() { Beside = ("from scratch", scratch) }, cancellation: stop).File;
        TourText.WriteEnd(folder, transferred, report, Pictures, clock.Elapsed, Console.Out);
    }

    private void Draw()
    {
        using Meter meter = new("drawing", plan.Pictures.Count);
        plan.Pictures.Write(Pictures, meter.Report, stop);
    }

    private string Train(string name, string weights)
    {
        using TrainingProgress progress = TrainingProgress.ForStandardError(brief: true);
        TrainingResult result = Trainer.Start(
            new() { Recipe = plan.Training.For(TourPlan.Pretrained.Architecture, weights, plan.Pictures.Seed), Data = Pictures, Out = RunOf(name), Overwrite = true, Command = "graft quickstart" }, [progress], stop);
        progress.Dispose();
        return result.State == RunState.Finished ? result.Run : throw new OperationCanceledException(stop);
    }

    private ClassificationReport Measure(string run)
    {
        using ImageClassifier model = ImageClassifier.Open(run);
        ImageDataset data = ImageDataset.Open(Pictures, DatasetOptions.Of(RunDirectory.Open(run).Recipe));
        using Meter meter = new("measuring", data.Items(Split.Test).Count);
        return KeptOutcomes.Measure(run, model, data, Split.Test, null, meter.Report, stop).Report();
    }

    private string AnyTestPicture()
    {
        IReadOnlyList<ImageItem> items = ImageDataset.Open(Pictures).Items(Split.Test);
        return items[new AddressedRandom(plan.Pictures.Seed, AddressedRandom.Word("photo")).Next(items.Count)].File;
    }

    private static void Heading(string text)
    {
        Console.Error.WriteLine();
        Console.Error.WriteLine(text);
    }
}
