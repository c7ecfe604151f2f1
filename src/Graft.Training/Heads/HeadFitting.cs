using System.Diagnostics;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training.Heads;

/// <summary>Brings a new head to convergence before anything else moves.</summary>
internal static class HeadFitting
{
    /// <summary>The graph with its dense head fitted on the features of the training pictures, as the backbone makes them without augmentation.</summary>
    public static Graph Fit(Graph graph, ImageDataset data, Recipe recipe, ITrainingObserver observer, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        Node dense = graph.Nodes[^1];
        Graph backbone = graph.SplitAt(graph.Features!).Prefix;
        EvaluationLoader loader = FeatureExtractor.Loader(backbone, data.Items(Split.Train), recipe.Data);
        LabelledFeatures features = FeatureExtractor.Extract(backbone, loader, done => observer.On(new FeaturesMeasured(done, loader.Count)), stop);
        stop.ThrowIfCancellationRequested();
        LinearHead head = LinearProbe.Fit(features, data.Classes.Count, recipe.Run.Seed);
        observer.On(new HeadProbed(features.Count, head.Iterations, head.Loss, head.Accuracy, Stopwatch.GetElapsedTime(start).TotalSeconds));
        return graph with
        {
            Weights = graph.Weights.With(
            [
                new(dense.Inputs[1], Weight.Of([data.Classes.Count, features.Width], head.Weight)),
                new(dense.Inputs[2], Weight.Of([data.Classes.Count], head.Bias)),
            ]),
        };
    }
}
