using Graft.Graphs;
using Graft.Runs;
using Graft.Training.Optimizers;
using Graft.Weights;

namespace Graft.Training;

/// <summary>All that a run needs to go on as if it had never stopped, in one safetensors file: what training changes of the model, the optimizer's memory, the moving average, and the state.</summary>
/// <remarks>The order of pictures, augmentation and dropout are addressed by (seed, epoch, picture) and (seed, step), so no generator's state is kept.</remarks>
public static class Checkpoint
{
    private const string WeightPrefix = "weight/", AveragePrefix = "average/", OptimizerPrefix = "optimizer/";

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, TrainingState state, TorchGraph network, Optimizer optimizer, MovingAverage? average)
    {
        var tensors = network.Parameters.Concat(network.Statistics).Select(name => (WeightPrefix + name, network[name]))
            .Concat(average?.Averages.Select(pair => (AveragePrefix + pair.Key, pair.Value)) ?? [])
            .Concat(optimizer.State.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (OptimizerPrefix + pair.Key, pair.Value)));
        SafeTensors.Write(path, Table(tensors), new Dictionary<string, string> { [TrainingState.MetadataKey] = state.ToJson() });
    }

    /// <summary>Puts everything back and returns the state.</summary>
    /// <exception cref="WeightFileException">The file is damaged.</exception>
    /// <exception cref="TrainingException">It is no checkpoint of this run.</exception>
    public static TrainingState Restore(string path, TorchGraph network, Optimizer optimizer, MovingAverage? average)
    {
        using WeightFile file = WeightFile.Open(path);
        if (!file.Metadata.TryGetValue(TrainingState.MetadataKey, out string? json))
        {
            throw new TrainingException($"{path} is no checkpoint: it has no '{TrainingState.MetadataKey}' in its metadata. Checkpoints lie in the folder 'checkpoints' of a run");
        }
        HashSet<string> missing = [.. network.Parameters.Concat(network.Statistics)];
        foreach ((string name, Weight weight) in file.Tensors)
        {
            if (name.StartsWith(WeightPrefix, StringComparison.Ordinal) && missing.Remove(name[WeightPrefix.Length..]))
            {
                network.Restore(name[WeightPrefix.Length..], weight);
            }
            else if (name.StartsWith(AveragePrefix, StringComparison.Ordinal))
            {
                using Tensor value = TorchWeights.ToTorch(weight, network.Device);
                average?.Restore(name[AveragePrefix.Length..], value);
            }
            else if (name.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
            {
                optimizer.Restore(name[OptimizerPrefix.Length..], TorchWeights.ToTorch(weight, network.Device));
            }
            else
            {
                throw new TrainingException($"{path} holds '{name}', which this run does not train. It belongs to another run or recipe; take the run's own checkpoint");
            }
        }
        return missing.Count == 0
            ? TrainingState.Parse(json, path)
            : throw new TrainingException($"{path} lacks {missing.Count} of the weights that this run trains, '{missing.First()}' first. It belongs to another run or recipe; take the run's own checkpoint");
    }

    /// <summary>Puts the weights and their average back, as for the final model; the optimizer is not needed any more.</summary>
    public static void RestoreWeights(string path, TorchGraph network, MovingAverage? average)
    {
        using Optimizer none = new Sgd([]);
        _ = Restore(path, network, none, average);
    }

    private static WeightTable Table(IEnumerable<(string Name, Tensor Tensor)> tensors) => new(tensors.Select(pair =>
        KeyValuePair.Create(pair.Name, Weight.Lazy(ElementType.Float32, Shape.Of(pair.Tensor.shape), () => TorchWeights.ToWeight(pair.Tensor).Bytes))));
}
