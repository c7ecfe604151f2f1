using System.Collections.Immutable;
using System.Globalization;
using Graft.Graphs;
using Graft.Models.Layers;
using Graft.Weights;

namespace Graft.Models;

/// <summary>A network as its paper describes it: what it is called, what it looks at, and the layers of backbone and head.</summary>
public sealed record Architecture
{
    /// <summary>The name that users type and torchvision uses: <c>vgg19_bn</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The family's name as its authors write it.</summary>
    public required string Family { get; init; }

    /// <summary>Authors, year, table and address of the paper.</summary>
    public required string Paper { get; init; }

    /// <summary>Height and width in pixels of the picture that the published weights expect.</summary>
    public int Side { get; init; } = 224;

    /// <summary>(3, height, width)</summary>
    public Shape Input => [3, Side, Side];

    /// <summary>What the weights of <see cref="Publisher"/> expect.</summary>
    public Preprocessing Preprocessing { get; init; } = Preprocessing.ImageNet;

    /// <summary>Everything up to the features.</summary>
    public required ImmutableArray<Layer> Backbone { get; init; }

    /// <summary>The part that is new for each task, for a number of classes.</summary>
    public required Func<int, ImmutableArray<Layer>> Head { get; init; }

    /// <summary>Whose network this is, one of <see cref="Publishers"/>: where several publishers compute differently, each has an architecture.</summary>
    public string Publisher { get; init; } = Publishers.Torchvision;

    /// <summary>How this graph's names lead to those of the publisher's files.</summary>
    public NameMap Names { get; init; } = NameMap.AnyPrefix;

    /// <summary>Logits of the publisher's head that stand before the first class of ImageNet: 1 where class 0 is "background".</summary>
    public int BackgroundClasses { get; init; }

    /// <summary>How others write the weights of the very same computation.</summary>
    public ImmutableArray<WeightConvention> Others { get; init; } = [];

    /// <summary>All ways in which weight files for this architecture are written, the publisher's own first.</summary>
    public ImmutableArray<WeightConvention> Conventions => [new(Publisher, Names, Preprocessing, BackgroundClasses), .. Others];

    /// <summary>How new weights are drawn.</summary>
    internal Initialization Initialization { get; init; } = Initialization.PyTorch;

    /// <summary>The network as a graph from <c>image</c> (N, 3, side, side) to <c>logits</c> (N, classes), with new weights drawn from the seed.</summary>
    /// <param name="side">Height and width in pixels; null for the published size.</param>
    /// <exception cref="ArchitectureException">The network cannot look at pictures of this size.</exception>
    public Graph Build(int classes = 1000, long seed = 0, int? side = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        try
        {
            return Write(classes, seed, side is { } other ? Preprocessing.At(other) : Preprocessing);
        }
        catch (GraphException error) when (side is not null && side != Side)
        {
            throw new ArchitectureException($"'{Name}' cannot look at pictures of {side} × {side} pixels: {error.Message}. It was made for {Side} × {Side}; use that, or a network with global average pooling", error);
        }
    }

    private Graph Write(int classes, long seed, Preprocessing preprocessing)
    {
        GraphBuilder builder = new(Name, seed);
        NetworkWriter writer = new(builder, Initialization);
        string image = builder.Input("image", [Shape.Dynamic, 3, preprocessing.Height, preprocessing.Width]);
        string features = new ChainLayer(Backbone).Write(writer, "", image);
        string logits = new ChainLayer(Head(classes)).Write(writer, "", features);

        Graph graph = builder.Build(logits, features);
        Node last = graph.Nodes[^1] with { Outputs = ["logits"] };
        return graph with
        {
            Nodes = [.. graph.Nodes.SkipLast(1), last],
            Outputs = ["logits"],
            Preprocessing = preprocessing,
            Provenance = graph.Provenance.Add("architecture", Name).Add("seed", seed.ToString(CultureInfo.InvariantCulture)),
        };
    }
}
