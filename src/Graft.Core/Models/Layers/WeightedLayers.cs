using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>A convolution. Its outputs are <paramref name="Width"/>, or <paramref name="Expansion"/> times its inputs where no width is given.</summary>
internal sealed record ConvolutionLayer(Window Window, long? Width, long Expansion = 1, bool Depthwise = false, bool Bias = true, Initializer? Initializer = null) : Layer
{
    internal override string Kind => "conv";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        long inputs = network.WidthOf(x), groups = Depthwise ? inputs : 1;
        Shape shape = [Width ?? (inputs * Expansion), inputs / groups, Window.Kernel.Height, Window.Kernel.Width];
        string weight = network.Weight($"{path}.weight", shape, Initializer ?? network.Initialization.ConvolutionIn(groups));
        Conv conv = new(Window, groups);
        return Bias
            ? network.Add(path, conv, x, weight, network.Weight($"{path}.bias", [shape[0]], network.Initialization.Bias(shape)))
            : network.Add(path, conv, x, weight);
    }
}

internal sealed record DenseLayer(long Width) : Layer
{
    internal override string Kind => "dense";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape shape = [Width, network.WidthOf(x)];
        return network.Add(path, new Gemm(TransposeB: true), x,
            network.Weight($"{path}.weight", shape, network.Initialization.Dense),
            network.Weight($"{path}.bias", [Width], network.Initialization.Bias(shape)));
    }
}

internal sealed record BatchNormLayer(float Epsilon) : Layer
{
    internal override string Kind => "bn";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape channels = [network.WidthOf(x)];
        return network.Add(path, new BatchNormalization(Epsilon), x,
            network.Weight($"{path}.weight", channels, Initializer.Ones),
            network.Weight($"{path}.bias", channels, Initializer.Zeros),
            network.Weight($"{path}.running_mean", channels, Initializer.Zeros),
            network.Weight($"{path}.running_var", channels, Initializer.Ones));
    }
}
