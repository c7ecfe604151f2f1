using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>Scaled dot-product attention of several heads, softmax(q kᵀ / √d) v, in operations that ONNX has.</summary>
/// <remarks>Vaswani et al. 2017 (arXiv:1706.03762), §3.2.</remarks>
internal static class Attention
{
    /// <summary>What the heads make of queries, keys and values that one dense layer made.</summary>
    /// <param name="tokens">(N, …, tokens, 3 · width): first all queries, head after head, then the keys, then the values.</param>
    /// <param name="bias">Added to the logits (N, …, heads, tokens, tokens) before the softmax; returns them.</param>
    /// <returns>(N, …, tokens, width)</returns>
    public static string Write(NetworkWriter network, string path, string tokens, long heads, Func<string, string>? bias = null)
    {
        Shape shape = network.ShapeOf(tokens);
        (long count, long width) = (shape[^2], shape[^1] / 3);
        long[] before = [-1, .. shape.Skip(1).SkipLast(2)];
        int n = before.Length;
        int[] same = [.. Enumerable.Range(0, n)];
        string split = network.Add($"{path}.heads", new Reshape([.. before, count, 3, heads, width / heads]), tokens);
        split = network.Add($"{path}.parts", new Transpose([n + 1, .. same, n + 2, n, n + 3]), split); // (3, N, …, heads, tokens, d)
        string q = network.Add($"{path}.q", new Gather(0, 0), split), k = network.Add($"{path}.k", new Gather(0, 1), split), v = network.Add($"{path}.v", new Gather(0, 2), split);
        q = network.Add($"{path}.q.scaled", new Mul(), q, network.Constant($"{path}.scale", Tensor.Scalar((float)(1 / Math.Sqrt(width / heads)))));
        k = network.Add($"{path}.k.transposed", new Transpose([.. same, n, n + 2, n + 1]), k);
        string logits = network.Add($"{path}.logits", new MatMul(), q, k);
        string shares = network.Add($"{path}.softmax", new Softmax(-1), bias?.Invoke(logits) ?? logits);
        string mixed = network.Add($"{path}.mixed", new MatMul(), shares, v); // (N, …, heads, tokens, d)
        mixed = network.Add($"{path}.together", new Transpose([.. same, n + 1, n, n + 2]), mixed);
        return network.Add($"{path}.joined", new Reshape([.. before, count, width]), mixed);
    }
}

/// <summary>Attention among all tokens of a picture (N, tokens, width), with the weight names of PyTorch's MultiheadAttention.</summary>
internal sealed record SelfAttentionLayer(long Heads) : Layer
{
    internal override string Kind => "attention";

    internal override string Write(NetworkWriter network, string path, string x)
    {
        long width = network.ShapeOf(x)[^1];
        string qkv = new DenseLayer(3 * width, Initializer: new GlorotUniformInitializer(), Weight: ".in_proj_weight").Write(network, path, x);
        return new DenseLayer(width).Write(network, $"{path}.out_proj", Attention.Write(network, path, qkv, Heads));
    }
}
