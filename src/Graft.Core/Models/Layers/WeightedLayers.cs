using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>A convolution. Its outputs are <paramref name="Width"/>, or <paramref name="Expansion"/> times its inputs where no width is given.</summary>
/// <param name="Groups">0 for as many as there are channels.</param>
/// <param name="Tiles">Whether the windows must cover the picture with nothing left over.</param>
internal sealed record ConvolutionLayer(Window Window, long? Width, long Expansion = 1, long Groups = 1, bool Bias = true, Initializer? Initializer = null, bool Tiles = false) : Layer
{
    internal override string Kind => "conv";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape picture = network.ShapeOf(x);
        if (Tiles && (picture[2] % Window.Kernel.Height != 0 || picture[3] % Window.Kernel.Width != 0))
        {
            throw new GraphException($"patches of {Window.Kernel} × {Window.Kernel} pixels do not tile it");
        }
        long inputs = picture[1], groups = Groups == 0 ? inputs : Groups;
        Shape shape = [Width ?? (inputs * Expansion), inputs / groups, Window.Kernel.Height, Window.Kernel.Width];
        string weight = network.Weight($"{path}.weight", shape, Initializer ?? network.Initialization.ConvolutionIn(groups));
        Conv conv = new(Window, groups);
        return Bias
            ? network.Add(path, conv, x, weight, network.Weight($"{path}.bias", [shape[0]], network.Initialization.Bias(shape)))
            : network.Add(path, conv, x, weight);
    }
}

/// <summary>A dense layer over the last axis; what stands before it, such as the tokens of a picture, is folded into rows and unfolded again.</summary>
/// <param name="Weight">What weight and bias are called below the path; the bias is called by the same word with <c>bias</c> in place of <c>weight</c>.</param>
internal sealed record DenseLayer(long Width, bool Bias = true, Initializer? Initializer = null, string Weight = ".weight") : Layer
{
    internal override string Kind => "dense";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape from = network.ShapeOf(x), shape = [Width, from[^1]];
        string rows = from.Rank == 2 ? x : network.Add($"{path}.rows", new Reshape([-1, from[^1]]), x);
        string weight = network.Weight(path + Weight, shape, Initializer ?? network.Initialization.Dense);
        string y = Bias
            ? network.Add(path, new Gemm(TransposeB: true), rows, weight, network.Weight(path + Weight.Replace("weight", "bias", StringComparison.Ordinal), [Width], network.Initialization.Bias(shape)))
            : network.Add(path, new Gemm(TransposeB: true), rows, weight);
        return from.Rank == 2 ? y : network.Add($"{path}.unfolded", new Reshape([-1, .. from.Skip(1).SkipLast(1), Width]), y);
    }
}

/// <param name="Momentum">The share of the old statistics that stays.</param>
internal sealed record BatchNormLayer(float Epsilon, float Momentum) : Layer
{
    internal override string Kind => "bn";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape channels = [network.WidthOf(x)];
        return network.Add(path, new BatchNormalization(Epsilon, Momentum), x,
            network.Weight($"{path}.weight", channels, Initializer.Ones),
            network.Weight($"{path}.bias", channels, Initializer.Zeros),
            network.Weight($"{path}.running_mean", channels, Initializer.Zeros),
            network.Weight($"{path}.running_var", channels, Initializer.Ones));
    }
}

/// <summary>Normalises over the last axis.</summary>
internal sealed record LayerNormLayer(float Epsilon) : Layer
{
    internal override string Kind => "ln";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape width = [network.ShapeOf(x)[^1]];
        return network.Add(path, new LayerNormalization(-1, Epsilon), x, network.Weight($"{path}.weight", width, Initializer.Ones), network.Weight($"{path}.bias", width, Initializer.Zeros));
    }
}

/// <summary>A trained factor for each channel of a picture, which starts small.</summary>
internal sealed record LayerScaleLayer(float Start) : Layer
{
    internal override string Kind => "layer_scale";

    internal override string Write(NetworkWriter network, string path, string x) =>
        network.Add($"{path}.mul", new Mul(), x, network.Weight(path, [network.WidthOf(x), 1, 1], new ConstantInitializer(Start)));
}
