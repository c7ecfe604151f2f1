using System.Diagnostics;
using Graft.Cli.Output;
using Graft.Cli.Progress;
using Graft.Imaging;
using Graft.Imaging.Synthetic;
using Graft.Inference;
using Graft.Inference.Reports;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training;

namespace Graft.Cli.Quickstart;

/// <summary>The steps of the quickstart, one after the other: a small network learns many drawn classes, then others from few pictures, with and without what it knows.</summary>
/// <param name="folder">Where pictures and runs are kept.</param>
internal sealed class Tour(string folder, TourPlan plan, CancellationToken stop)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    private string Pictures(string set) => Path.Combine(folder, "pictures", set);

    private string RunOf(string name) => Path.Combine(folder, name);

    public void Run()
    {
        (SyntheticPictures source, SyntheticPictures target) = (plan.Source, plan.Target);
        Heading($"1  Draw {source.Count + target.Count:N0} pictures: {source.Classes.Count} classes to learn from, {target.Classes.Count} other ones to transfer to");
        Draw(source, "source");
        Draw(target, "target");

        Heading($"2  Train '{TourPlan.Network}' from nothing on the {source.Classes.Count} source classes ({source.TrainPerClass} pictures each)");
        string pretrained = Train("source", "source", plan.Pretraining, TourPlan.Network);

        Heading($"3  Teach it the {target.Classes.Count} target classes from {target.TrainPerClass} pictures each: transfer");
        string transferred = Train("transfer", "target", plan.Transfer, Path.Combine(pretrained, "model.onnx"));

        Heading("4  The same pictures and as many epochs without what it learned before: from scratch");
        string scratch = Train("scratch", "target", plan.Scratch, TourPlan.Network);

        Heading($"5  Measure both on {target.Classes.Count * target.TestPerClass} pictures that neither has seen");
        ClassificationReport with = Measure(transferred), without = Measure(scratch);
        TourText.WriteComparison(with, without, target, Console.Out);

        Heading("6  Name one photo");
        string photo = AnyTestPicture(target);
        using (Predictor predictor = Predictor.Open(transferred))
        {
            TourText.WritePrediction(photo, predictor.Predict(photo, top: 3), Console.Out);
        }
        string report = RunReport.Write(transferred, cancellation: stop).File;
        TourText.WriteEnd(folder, transferred, report, Pictures("target"), clock.Elapsed, Console.Out);
    }

    private void Draw(SyntheticPictures set, string name)
    {
        using Meter meter = new($"drawing the {name} set", set.Count);
        set.Write(Pictures(name), meter.Report, stop);
    }

    private string Train(string name, string data, TourRecipe recipe, string model)
    {
        using TrainingProgress progress = TrainingProgress.ForStandardError(brief: true);
        TrainingResult result = Trainer.Start(
            new() { Recipe = recipe.For(model, plan.Target.Seed), Data = Pictures(data), Out = RunOf(name), Overwrite = true, Command = "graft quickstart" }, [progress], stop);
        progress.Dispose();
        return result.State == RunState.Finished ? result.Run : throw new OperationCanceledException(stop);
    }

    private ClassificationReport Measure(string run)
    {
        using ImageClassifier model = ImageClassifier.Open(run);
        ImageDataset data = ImageDataset.Open(Pictures("target"), DatasetOptions.Of(RunDirectory.Open(run).Recipe));
        using Meter meter = new("measuring", data.Items(Split.Test).Count);
        return KeptOutcomes.Measure(run, model, data, Split.Test, null, meter.Report, stop).Report();
    }

    private string AnyTestPicture(SyntheticPictures target)
    {
        IReadOnlyList<ImageItem> items = ImageDataset.Open(Pictures("target")).Items(Split.Test);
        return items[new AddressedRandom(target.Seed, AddressedRandom.Word("photo")).Next(items.Count)].File;
    }

    private static void Heading(string text)
    {
        Console.Error.WriteLine();
        Console.Error.WriteLine(text);
    }
}
