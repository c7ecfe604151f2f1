using Graft.Graphs;
using Graft.Inference;
using Graft.Recipes;
using Graft.Training.Optimizers;
using static TorchSharp.torch;

namespace Graft.Training;

/// <summary>A graph on libtorch as a recipe trains it, for training itself and for what looks at a few of its steps.</summary>
internal static class RecipeNetwork
{
    /// <summary>The network, on the recipe's device and with the recipe's threads.</summary>
    /// <exception cref="TrainingException">The device is not there.</exception>
    public static TorchGraph Of(Graph graph, TrainableWeights trainable, Recipe recipe)
    {
        set_num_threads(recipe.Run.Threads > 0 ? recipe.Run.Threads : PhysicalCores.Count);
        return new(graph, new() { Trainable = trainable.Contains, TrainBatchNorm = recipe.Model.BatchNorm == BatchNormMode.Train, Device = DeviceOf(recipe.Run.Device) });
    }

    /// <summary>What changes its weights, with rates that fall towards the picture where the recipe wants that.</summary>
    public static Optimizer OptimizerOf(TorchGraph network, Graph graph, TrainableWeights trainable, Recipe recipe) =>
        OptimizerFactory.Create(recipe.Training.Optimizer, graph, network, name => recipe.Training.RateFactor(trainable.DepthOf(name)));

    private static Device DeviceOf(string name) => name.StartsWith("cuda", StringComparison.Ordinal) && !cuda.is_available()
        ? throw new TrainingException($"run.device is '{name}', but this libtorch sees no CUDA device. Point GRAFT_LIBTORCH at the libtorch of a CUDA build of PyTorch ('graft doctor' shows what is loaded), or train with --device cpu")
        : device(name);
}
