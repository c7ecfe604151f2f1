using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>Attention within square windows of a picture (N, H, W, C), with a trained bias for each offset between two pixels; the windows may be shifted by half their side, round the edges.</summary>
/// <remarks>
/// Liu et al. 2021 (arXiv:2103.14030), §3.2, figure 4. After the shift a window at an edge holds pixels from two edges, which must not see each other: a constant 100 is taken from their logits.
/// A picture of one window is not shifted. Names as in torchvision; the index into the table of biases, which its files hold as a tensor, is part of the operation here.
/// </remarks>
internal sealed record WindowAttentionLayer(long Heads, long Side, bool Shifted) : Layer
{
    internal override string Kind => "attn";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        Shape picture = network.ShapeOf(x);
        (long height, long width, long channels) = (picture[1], picture[2], picture[3]);
        if (height % Side != 0 || width % Side != 0)
        {
            throw new GraphException($"windows of {Side} × {Side} do not tile a grid of {height} × {width}");
        }
        long shift = Shifted && height > Side ? Side / 2 : 0, windows = height / Side * (width / Side), tokens = Side * Side;
        string y = Rolled(network, $"{path}.shift", x, shift);
        y = network.Add($"{path}.tiles", new Reshape([-1, height / Side, Side, width / Side, Side, channels]), y);
        y = network.Add($"{path}.order", new Transpose([0, 1, 3, 2, 4, 5]), y);
        y = network.Add($"{path}.windows", new Reshape([-1, windows, tokens, channels]), y);
        y = new DenseLayer(3 * channels).Write(network, $"{path}.qkv", y);
        y = Attention.Write(network, path, y, Heads, Biased); // (N, windows, tokens, C)
        y = new DenseLayer(channels).Write(network, $"{path}.proj", y);
        y = network.Add($"{path}.grid", new Reshape([-1, height / Side, width / Side, Side, Side, channels]), y);
        y = network.Add($"{path}.order", new Transpose([0, 1, 3, 2, 4, 5]), y);
        y = network.Add($"{path}.picture", new Reshape([-1, height, width, channels]), y);
        return Rolled(network, $"{path}.unshift", y, -shift);

        string Biased(string logits) // (N, windows, heads, tokens, tokens)
        {
            string table = network.Weight($"{path}.relative_position_bias_table", [(2 * Side - 1) * (2 * Side - 1), Heads], new NormalInitializer(0.02));
            string bias = network.Add($"{path}.bias.taken", new Take(0, [.. Offsets()]), table);
            bias = network.Add($"{path}.bias.square", new Reshape([tokens, tokens, Heads]), bias);
            bias = network.Add($"{path}.bias", new Transpose([2, 0, 1]), bias); // (heads, tokens, tokens)
            logits = network.Add($"{path}.biased", new Add(), logits, bias);
            return shift == 0 ? logits : network.Add($"{path}.masked", new Sub(), logits, network.Constant($"{path}.mask", Mask(height, width, shift)));
        }
    }

    /// <summary>For each pair of pixels of a window, the row of the table: (Δrow + side − 1) · (2 side − 1) + Δcolumn + side − 1.</summary>
    private IEnumerable<long> Offsets() =>
        from a in Enumerable.Range(0, (int)(Side * Side))
        from b in Enumerable.Range(0, (int)(Side * Side))
        select (((a / Side) - (b / Side) + Side - 1) * ((2 * Side) - 1)) + (a % Side) - (b % Side) + Side - 1;

    /// <summary>100 where two pixels of a window were not neighbours before the shift: (windows, 1, tokens, tokens).</summary>
    private Tensor Mask(long height, long width, long shift)
    {
        long across = width / Side, windows = height / Side * across, tokens = Side * Side;
        var mask = new float[windows * tokens * tokens];
        for (long window = 0, at = 0; window < windows; window++)
        {
            for (long pair = 0; pair < tokens * tokens; pair++)
            {
                mask[at++] = Region(window, pair / tokens) == Region(window, pair % tokens) ? 0 : 100;
            }
        }
        return Tensor.Of([windows, 1, tokens, tokens], mask);

        (bool Below, bool Right) Region(long window, long token) => ((window / across * Side) + (token / Side) >= height - shift, (window % across * Side) + (token % Side) >= width - shift);
    }

    /// <summary>The picture moved up and left by <paramref name="shift"/> pixels, round the edges.</summary>
    private static string Rolled(NetworkWriter network, string path, string x, long shift)
    {
        foreach (int axis in shift == 0 ? (int[])[] : [1, 2])
        {
            long cut = shift > 0 ? shift : network.ShapeOf(x)[axis] + shift;
            string head = network.Add($"{path}.head", new Slice([0], [cut], [axis], [1]), x);
            string tail = network.Add($"{path}.tail", new Slice([cut], [long.MaxValue], [axis], [1]), x);
            x = network.Add(path, new Concat(axis), tail, head);
        }
        return x;
    }
}
