using Graft.Graphs.Ops;

namespace Graft.Graphs;

/// <summary>How a new head is made.</summary>
public sealed record HeadOptions
{
    /// <summary>The share of features dropped in training, in [0, 1).</summary>
    public float Dropout { get; init; }

    /// <summary>How the dense layer's weights are drawn; zeros, so that a new head starts undecided between all classes whatever the features' scale (Kolesnikov et al. 2020, arXiv:1912.11370, §3.3).</summary>
    public Initializer Weights { get; init; } = Initializer.Zeros;

    /// <summary>The value that the head reads, (N, features) or (N, features, height, width); null to use what the graph says or to find it.</summary>
    public string? Features { get; init; }
}

/// <summary>Cuts the old head off a network and grafts a new one onto it.</summary>
public static class HeadReplacement
{
    extension(Graph graph)
    {
        /// <summary>The network with a new, untrained head for these classes, in the order of the logits.</summary>
        /// <inheritdoc cref="ReplaceHead(Graph, int, long, HeadOptions?)"/>
        public Graph ReplaceHead(IReadOnlyCollection<string> labels, long seed = 0, HeadOptions? options = null) => graph.ReplaceHead(labels.Count, seed, options) with { Labels = [.. labels] };

        /// <summary>The network with a new, untrained head for a number of classes.</summary>
        /// <remarks>
        /// Always the same head: global average pooling where the features are a map, dropout if asked for, one dense layer that makes <c>logits</c> (N, classes). <see cref="Graph.Features"/> becomes the vector before the dropout.
        /// The old head is what follows the graph's features; where the graph does not say, it is the last dense layer, or the last convolution over pooled or single pixels, with all that follows it;
        /// a network without such a layer is all backbone. The new layer keeps the old one's path, and is called <c>head</c> where there was none.
        /// A rectifier on the old logits (SqueezeNet) and a softmax go with the old head.
        /// </remarks>
        /// <exception cref="GraphException">The features are neither a vector nor a map, or there is no such value.</exception>
        public Graph ReplaceHead(int classes, long seed = 0, HeadOptions? options = null)
        {
            options ??= new();
            ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
            if (options.Dropout is not (>= 0 and < 1))
            {
                throw new GraphException($"a new head cannot drop a share of {options.Dropout} of its features; a share lies from 0 to below 1");
            }
            Head old = Head.Find(graph, options.Features);
            Shape features = (graph with { Outputs = [old.Features] }).InferShapes()[old.Features].Shape;
            if (features.Rank is not (2 or 4) || features[1] == Shape.Dynamic)
            {
                throw new GraphException($"the features '{old.Features}' of '{graph.Name}' have the shape {features}; a head needs (N, features) or (N, features, height, width). Name another value as the features");
            }

            Graph backbone = (graph with { Outputs = [old.Features] }).WithoutUnused();
            string path = old.Path ?? "head";
            if (backbone.Weights.Contains($"{path}.weight") || backbone.Weights.Contains($"{path}.bias"))
            {
                // Exporters store equal weights once, under one of their names, so the backbone may still read the old head's bias.
                path = backbone.Unused("head");
            }
            List<Node> nodes = [.. backbone.Nodes];
            string value = old.Features;
            if (features.Rank == 4)
            {
                value = features.Skip(2).All(size => size == 1) ? value : Then(backbone.Unused($"{path}.pool"), new GlobalAveragePool());
                value = Then(backbone.Unused($"{path}.flatten"), new Flatten());
            }
            string vector = value;
            value = options.Dropout > 0 ? Then(backbone.Unused($"{path}.dropout"), new Dropout(options.Dropout)) : value;

            (string weight, string bias, string logits) = ($"{path}.weight", $"{path}.bias", backbone.Unused("logits"));
            nodes.Add(new(backbone.Unused(path), new Gemm(TransposeB: true), [value, weight, bias], [logits]));
            return backbone with
            {
                Nodes = [.. nodes],
                Outputs = [logits],
                Features = vector,
                Labels = [],
                Weights = backbone.Weights.With(
                [
                    new(weight, Tensor.Drawn([classes, features[1]], options.Weights, seed, weight)),
                    new(bias, Tensor.Drawn([classes], Initializer.Zeros, seed, bias)),
                ]),
            };

            string Then(string name, Op op)
            {
                nodes.Add(new(name, op, [value], [name]));
                return name;
            }
        }
    }
}
