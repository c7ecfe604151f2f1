using Graft.Graphs;

namespace Graft.Models.Layers;

/// <summary>Writes the layers of one network into a <see cref="GraphBuilder"/>: keeps paths unique and knows how new weights are drawn.</summary>
internal sealed class NetworkWriter(GraphBuilder graph, Initialization initialization)
{
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);

    public Initialization Initialization => initialization;

    public Shape ShapeOf(string value) => graph.ShapeOf(value);

    /// <summary>A constant that training does not change.</summary>
    public string Constant(string name, Tensor tensor) => graph.Weight(name, tensor);

    /// <summary>The channels of a picture (N, C, H, W), or the features of a vector (N, C).</summary>
    public long WidthOf(string value) => ShapeOf(value)[1];

    public string Weight(string name, Shape shape, Initializer initializer) => graph.Weight(name, shape, initializer);

    /// <summary>Adds a node; where the path is taken already, a number is put behind it.</summary>
    public string Add(string path, Op op, params ReadOnlySpan<string> values)
    {
        string unique = path;
        for (int again = 1; !paths.Add(unique); again++)
        {
            unique = $"{path}_{again}";
        }
        return graph.Add(unique, op, values);
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

/// <summary>How the weights of a family's new layers are drawn. Biases are drawn like PyTorch's, uniform in ±1/√fan, where <paramref name="ZeroBias"/> does not say otherwise.</summary>
internal sealed record Initialization(Initializer Convolution, Initializer Dense, bool ZeroBias)
{
    /// <summary>What PyTorch does when nobody asks for anything else.</summary>
    public static Initialization PyTorch { get; } = new(new UniformFanInInitializer(), new UniformFanInInitializer(), ZeroBias: false);

    public Initializer ConvolutionIn(long groups) => Convolution is HeNormalInitializer he ? he with { Groups = groups } : Convolution;

    public Initializer Bias(Shape weight) => ZeroBias ? Initializer.Zeros : new UniformFanInInitializer(weight.Elements / weight[0]);
}
