using System.Collections.Immutable;
using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>Layers one after the other; a layer without a name is called by its place, as in PyTorch's Sequential.</summary>
internal sealed record SequenceLayer(ImmutableArray<Layer> Layers, int First) : Layer
{
    internal override string Kind => "sequence";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        for (int i = 0; i < Layers.Length; i++)
        {
            x = Layers[i].Write(network, NetworkWriter.Join(path, Layers[i] is NamedLayer named ? named.Name : $"{First + i}"), x);
        }
        return x;
    }
}

/// <summary>Layers one after the other; a layer without a name and without weights is called by its kind, a composition adds nothing to the path.</summary>
internal sealed record ChainLayer(ImmutableArray<Layer> Layers) : Layer
{
    internal override string Kind => "";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        foreach (Layer layer in Layers)
        {
            x = layer.Write(network, layer.Kind.Length == 0 ? path : NetworkWriter.Join(path, layer.Kind), x);
        }
        return x;
    }
}

/// <summary>x + branch(x). Where the branch changes the shape, x goes through the projection; without one there is no shortcut.</summary>
/// <param name="Skipped">The share of pictures whose branch is left out while training, where there is a shortcut.</param>
internal sealed record ResidualLayer(ChainLayer Branch, NamedLayer? Projection, Layer? Activation, float Skipped) : Layer
{
    internal override string Kind => "";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        string y = Branch.Write(network, path, x);
        if (network.ShapeOf(x) == network.ShapeOf(y))
        {
            y = Skipped == 0 ? y : network.Add(NetworkWriter.Join(path, "stochastic_depth"), new StochasticDepth(Skipped), y);
            y = network.Add(NetworkWriter.Join(path, "add"), new Add(), x, y);
        }
        else if (Projection is not null)
        {
            y = network.Add(NetworkWriter.Join(path, "add"), new Add(), Projection.Write(network, NetworkWriter.Join(path, Projection.Name), x), y);
        }
        return Activation is null ? y : Activation.Write(network, NetworkWriter.Join(path, Activation.Kind), y);
    }
}

/// <summary>Several layers that read the same value; their channels are joined.</summary>
internal sealed record BranchesLayer(ImmutableArray<Layer> Branches) : Layer
{
    internal override string Kind => "";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        string[] ends = [.. Branches.Select(branch => branch.Write(network, branch.Kind.Length == 0 ? path : NetworkWriter.Join(path, branch.Kind), x))];
        return network.Add(NetworkWriter.Join(path, "concat"), new Concat(1), ends);
    }
}

/// <summary>x · branch(x): the branch says how much of x passes.</summary>
internal sealed record GateLayer(string Word, ChainLayer Branch) : Layer
{
    internal override string Kind => Word;

    internal override string Write(NetworkWriter network, string path, string x) => network.Add(NetworkWriter.Join(path, "mul"), new Mul(), x, Branch.Write(network, path, x));
}
