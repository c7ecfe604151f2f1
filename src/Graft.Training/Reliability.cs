using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Recipes;
using Graft.Runs;

namespace Graft.Training;

/// <summary>The last step of a training: what the validation pictures say of the network's reliability goes into the model.</summary>
internal static class Reliability
{
    /// <summary>Validation pictures looked at, at most; more would not change a temperature that anybody could see.</summary>
    private const int MostValidation = 5000;

    /// <summary>Training pictures looked at for where classes lie: in all, and of each class at least and at most.</summary>
    private const int MostTraining = 1000, LeastOfClass = 5, MostOfClass = 50;

    /// <summary>Runs the network over validation pictures and some training pictures, and divides its logits by the temperature that they ask for.</summary>
    public static Graph Fitted(Graph graph, Recipe recipe, ImageDataset data, ITrainingObserver observer)
    {
        IReadOnlyList<ImageItem> held = data.Items(Split.Validation);
        if (!Looks(recipe, data))
        {
            Warn(recipe, observer);
            return ModelTrust.Without(graph);
        }
        int[] places = Some(data.Items(Split.Train).Select(item => item.Label), data.Classes.Count);
        ClassifierOutcomes validation = ClassifierOutcomes.Of(graph, [.. EvenChoice.Of(held, MostValidation)], recipe.Data.LoaderThreads);
        return ModelTrust.Fitted(graph, validation, ClassifierOutcomes.Of(graph, [.. places.Select(place => data.Items(Split.Train)[place])], recipe.Data.LoaderThreads));
    }

    /// <summary>How many pictures <see cref="Fitted"/> looks at.</summary>
    public static int Pictures(Recipe recipe, ImageDataset data) => !Looks(recipe, data) ? 0
        : Math.Min(data.Items(Split.Validation).Count, MostValidation) + Some(data.Items(Split.Train).Select(item => item.Label), data.Classes.Count).Length;

    /// <summary>The mistakes of 2018 are made as they were; without an evaluation nothing is looked at.</summary>
    private static bool Looks(Recipe recipe, ImageDataset data) => recipe.Compat == new CompatOptions() && recipe.Training.EvaluateAtEnd && data.Items(Split.Validation).Count > 0;

    /// <summary>Says that nothing could be fitted, where nobody asked for that.</summary>
    public static void Warn(Recipe recipe, ITrainingObserver observer)
    {
        if (recipe.Compat == new CompatOptions() && recipe.Training.EvaluateAtEnd)
        {
            observer.On(new Warning("there are no validation pictures, so the model cannot tell how often it is right: its probabilities are not calibrated on any, and 'predict --abstain' will not work. Keep some apart with --set data.validationFraction=0.1"));
        }
    }

    /// <summary>Places of some pictures of each class, spread evenly over all of it.</summary>
    /// <param name="labels">The class of each picture.</param>
    public static int[] Some(IEnumerable<int> labels, int classes) =>
        [.. labels.Index().GroupBy(pair => pair.Item, pair => pair.Index).SelectMany(places => EvenChoice.Of([.. places], Math.Clamp(MostTraining / classes, LeastOfClass, MostOfClass))).Order()];
}
