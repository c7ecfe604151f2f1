using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Models.Layers;
using Graft.Weights;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;

namespace Graft.Models;

/// <summary>What both of TF-Slim's MobileNets have in common: preprocessing, background class, the head, and convolutions with padding SAME, batch norm of epsilon 1e-3 and rectifiers cut at 6.</summary>
internal static class SlimMobileNet
{
    /// <param name="convolutions">All up to the pooling.</param>
    /// <param name="dropout">Share of the features that the head drops while training.</param>
    public static Architecture Of(string name, string family, string paper, NameMap names, ImmutableArray<Layer> convolutions, float dropout) => new()
    {
        Name = name,
        Family = family,
        Paper = paper,
        Publisher = Publishers.Slim,
        Preprocessing = SlimPreprocessing.Inception,
        Names = names,
        BackgroundClasses = 1,
        Initialization = new(new NormalInitializer(0.09), new NormalInitializer(0.09), ZeroBias: true),
        Backbone = [.. convolutions, GlobalAveragePool(), Flatten()],
        Head = classes => [Dropout(dropout), ("Logits", Chain(("Conv2d_1c_1x1", Dense(classes))))],
    };

    public static Layer Rectified(Layer convolution) => Chain(("", Same(convolution)), Norm, Relu6());

    /// <summary>A batch norm under its name.</summary>
    public static (string, Layer) Norm => ("bn", BatchNorm(epsilon: 1e-3f));
}
