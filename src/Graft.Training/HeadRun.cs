using System.Diagnostics;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;
using Graft.Training.Heads;
using Graft.Weights;

namespace Graft.Training;

/// <summary>A run that takes no step: the head alone is fitted, to cached features, and measured on cached features. libtorch is not loaded.</summary>
/// <remarks>It needs no checkpoint: a run that is killed finds in the cache what it had computed.</remarks>
internal static class HeadRun
{
    public static TrainingResult Train(RunDirectory run, Recipe recipe, ImageDataset data, Budget? budget, ITrainingObserver observer, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        (Graph graph, LoadReport? report) = Preparation.Prepare(recipe, data, observer);
        if (report is not null)
        {
            AtomicFile.WriteText(run.LoadReportPath, report.ToJson());
        }
        IReadOnlyList<ImageItem> training = data.Items(Split.Train), validation = data.Items(Split.Validation);
        observer.On(new RunStarted(0, graph.Name, data.Classes.Count, training.Count, validation.Count, 0, 0, HeadFitting.ParametersOf(graph), recipe.Describe()));
        using HeadFitting fitting = HeadFitting.Fit(graph, training, validation, data.Classes.Count, recipe, budget, observer, stop, recipe.Data.Views);
        Graph result = Calibrated(fitting, recipe, data, observer);
        LinearHead head = (fitting.Head with { Temperature = ModelTrust.Of(result).Temperature ?? 1 }).Calibrated();
        ClassificationReport? measured = recipe.Training.EvaluateAtEnd && validation.Count > 0 ? fitting.Measure(head, data.Classes, validation) : null;
        if (measured is not null)
        {
            observer.On(new Evaluated(0, 0, measured.Top1.Value, measured.Top5.Value, measured.MeanLoss, measured.Top1.Low, measured.Top1.High, measured.Count, true, Validation.Rows(measured.Confusion)));
        }
        return Conclusion.Write(run, recipe, result, new() { Seed = recipe.Run.Seed, ElapsedSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds }, measured, null, observer);
    }

    /// <summary>Divides the logits by the temperature that held-out training pictures ask for and validation pictures correct; their features are at hand.</summary>
    private static Graph Calibrated(HeadFitting fitting, Recipe recipe, ImageDataset data, ITrainingObserver observer)
    {
        bool looks = recipe.Training.EvaluateAtEnd && data.Items(Split.Validation).Count > 0;
        if (!looks)
        {
            Reliability.Warn(recipe, observer);
        }
        return ModelTrust.Fitted(fitting.Graph, looks ? fitting.Held() : ClassifierOutcomes.None, looks ? fitting.Seen() : ClassifierOutcomes.None, fitting.Head.Temperature);
    }
}
