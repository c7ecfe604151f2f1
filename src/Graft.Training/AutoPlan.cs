using Graft.Graphs;
using Graft.Imaging;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Recipes.Planning;

namespace Graft.Training;

/// <summary>Gathers what <see cref="Planner"/> wants to know.</summary>
internal static class AutoPlan
{
    /// <summary>The plan for a recipe that leaves itself open; null for one that does not.</summary>
    /// <param name="given">Paths of the options that a person gave.</param>
    /// <exception cref="GraftException">The network is not there.</exception>
    public static Plan? Make(Recipe recipe, IEnumerable<string> given, ImageDataset data) =>
        recipe.Base == NamedRecipes.Auto ? Planner.Decide(recipe, given.Concat(Planner.Changed(recipe)).ToHashSet(StringComparer.Ordinal), FactsOf(recipe, data)) : null;

    private static RunFacts FactsOf(Recipe recipe, ImageDataset data)
    {
        ModelOptions model = recipe.Model;
        string name = model.Name ?? throw TransferNetwork.NoName();
        bool isFile = File.Exists(name);
        Graph graph = isFile ? OnnxReader.Read(name) : Architectures.Find(name).Build(data.Classes.Count, side: model.Resolution);
        int side = model.Resolution ?? graph.Preprocessing?.Height ?? Preprocessing.ImageNet.Height;
        GraphCost cost = graph.Cost([[1, 3, side, side]]);
        return new()
        {
            Classes = data.Classes.Count,
            Pictures = data.Items(Split.Train).Count,
            HeldOut = data.HoldsOut ? data.Items(Split.Validation).Count : 0,
            Budget = recipe.Training.Budget.Time,
            FewestPerClass = data.CountsOf(Split.Train).DefaultIfEmpty(0).Min(),
            IsPretrained = isFile || model.Weights is not (null or ModelOptions.NoWeights),
            LearnedFromDrawings = !isFile && model.Weights is { } id && PublishedWeights.TryFind(id)?.Publisher == Publishers.Graft,
            Parameters = cost.Parameters,
            MultiplyAdds = cost.MultiplyAdds,
            ActivationBytes = cost.ActivationBytes,
            // A device's own memory is not known before it is asked for; where it is too small, training backs off.
            Memory = recipe.Run.Device != "cpu" ? long.MaxValue : Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, FreeMemory.Bytes ?? long.MaxValue),
            Cores = PhysicalCores.Count,
        };
    }
}
