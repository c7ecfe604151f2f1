using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>(N, C, H, W) → (N, 1 + H · W, C): a trained class token, then the pixels row by row.</summary>
internal sealed record ClassTokenLayer : Layer
{
    internal override string Kind => "class_token";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape grid = network.ShapeOf(x);
        string tokens = network.Add($"{path}.pixels", new Reshape([0, grid[1], grid[2] * grid[3]]), x);
        tokens = network.Add($"{path}.rows", new Transpose([0, 2, 1]), tokens); // (N, H·W, C)
        string token = network.Add($"{path}.repeated", new Expand([-1, -1, -1]), network.Weight(path, [1, 1, grid[1]], Initializer.Zeros), tokens); // (N, 1, C)
        return network.Add($"{path}.joined", new Concat(1), token, tokens);
    }
}

/// <summary>Adds a trained vector for each place.</summary>
internal sealed record PositionLayer : Layer
{
    internal override string Kind => "pos_embedding";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape tokens = network.ShapeOf(x);
        return network.Add($"{path}.add", new Add(), x, network.Weight(path, [1, tokens[1], tokens[2]], new NormalInitializer(0.02)));
    }
}

/// <summary>(N, H, W, C) → (N, H/2, W/2, 4 C): the four pixels of each square side by side, column after column.</summary>
internal sealed record PatchMergingLayer : Layer
{
    internal override string Kind => "merging";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        string[] corners = [.. from column in (long[])[0, 1] from row in (long[])[0, 1] select network.Add($"{path}.corner", new Slice([row, column], [long.MaxValue, long.MaxValue], [1, 2], [2, 2]), x)];
        return network.Add($"{path}.corners", new Concat(3), corners);
    }
}
