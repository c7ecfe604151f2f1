using System.Collections.Immutable;
using System.Globalization;
using Graft.Graphs;
using Graft.Imaging;
using Graft.Recipes;
using Graft.Runs;
using Graft.Weights;

namespace Graft.Training;

/// <summary>The network of a run before anything is trained.</summary>
internal static class Preparation
{
    /// <summary>Builds the network with its pretrained weights and a new head, tells what is to be told of it, and notes where it comes from.</summary>
    public static (Graph Graph, LoadReport? Report) Prepare(Recipe recipe, ImageDataset data, ITrainingObserver observer)
    {
        TransferNetwork prepared = TransferNetwork.Prepare(recipe.Model, [.. data.Classes], recipe.Run.Seed);
        foreach (string note in prepared.Notes)
        {
            observer.On(new Warning(note));
        }
        return (prepared.Graph with { Preprocessing = recipe.Compat.InTraining(prepared.Graph.Preprocessing!), Provenance = Provenance(prepared.Graph.Provenance, recipe, data) }, prepared.Report);
    }

    private static ImmutableSortedDictionary<string, string> Provenance(ImmutableSortedDictionary<string, string> before, Recipe recipe, ImageDataset data) => before
        .SetItem("trained.recipe", recipe.Base)
        .SetItem("trained.seed", recipe.Run.Seed.ToString(CultureInfo.InvariantCulture))
        .SetItem("trained.data", data.Fingerprint)
        .SetItem("trained.weights", recipe.Model.Weights is { } weights ? Path.GetFileName(weights) : "")
        .SetItem("trained.graft", RunInfo.CurrentVersions()["graft"]);
}
