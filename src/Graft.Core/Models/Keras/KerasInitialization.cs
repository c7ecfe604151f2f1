using Graft.Graphs;
using Graft.Models.Layers;

namespace Graft.Models;

/// <summary>How new weights of Keras' networks are drawn.</summary>
internal static class KerasInitialization
{
    /// <summary>Biases at zero as in Keras; kernels by the fan of their inputs, with the spread that rectified layers keep, where Keras' default (Glorot's) has about half of it.</summary>
    public static Initialization Default { get; } = new(new HeUniformInitializer(), new UniformFanInInitializer(), ZeroBias: true);
}
