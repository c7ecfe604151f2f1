using Graft.Downloads;
using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Weights;

namespace Graft.Training;

/// <summary>A pretrained network with a new head for the classes at hand.</summary>
/// <param name="Graph">Its logits stand for the labels, in their order.</param>
/// <param name="Report">What became of the weight file; null where the network came with its weights or starts from nothing.</param>
/// <param name="Notes">What a person should know of assumptions made, one sentence each.</param>
public sealed record TransferNetwork(Graph Graph, LoadReport? Report, IReadOnlyList<string> Notes)
{
    /// <summary>Builds or reads the network that a recipe names, loads its weights, and grafts a head for the labels onto it.</summary>
    /// <exception cref="GraftException">The network or the file is not what it should be; the message says what to do.</exception>
    public static TransferNetwork Prepare(ModelOptions options, IReadOnlyCollection<string> labels, long seed)
    {
        (Graph graph, IReadOnlyList<string> opened) = Open(options, seed);
        List<string> notes = [.. opened];
        string name = options.Name!;
        HeadOptions head = new() { Dropout = (float)options.HeadDropout, Weights = Initializer(options.HeadInitialisation) };
        Architecture? architecture = File.Exists(name) ? null : Architectures.Find(name);
        graph = ModelTrust.Without(graph.ReplaceHead(labels, seed, head)); // what the old head's probabilities were worth says nothing of the new one's
        LoadReport? report = null;
        if (options.Weights is { } weights and not ModelOptions.NoWeights)
        {
            WeightFile file = Opened(weights);
            (graph, report) = architecture is null ? graph.Load(file, head: HeadWeights.New) : Load(graph, architecture, file, options.Resolution, notes);
        }
        else if (architecture is not null)
        {
            notes.Add($"{name} starts from random weights{(options.Weights is null ? ", as no weight file is given. Pretrained ones (--weights FILE) need far fewer pictures" : "")}");
        }
        Preprocessing own = graph.Preprocessing!;
        graph = graph with { Preprocessing = own with { Policy = options.ResizePolicy ?? own.Policy, Resampling = options.Resampling ?? own.Resampling } };
        return new(graph, report, notes);
    }

    /// <summary>A file of weights as it is given, or that of a published identifier, fetched if need be.</summary>
    private static WeightFile Opened(string weights)
    {
        if (WeightFile.Find(weights) is not null || PublishedWeights.TryFind(weights) is not { } published)
        {
            return WeightFile.Open(weights);
        }
        WeightStore store = new();
        if (!store.Has(published))
        {
            store.PullAsync(published).GetAwaiter().GetResult();
        }
        return store.Open(published);
    }

    /// <summary>The graph with a file's weights, and with the preprocessing that its publisher trained them on.</summary>
    private static (Graph, LoadReport) Load(Graph graph, Architecture architecture, WeightFile file, int? side, List<string> notes)
    {
        WeightConvention convention = architecture.ConventionOf(file);
        PretrainedWeights? published = Published(file.Path, architecture);
        Preprocessing preprocessing = published?.Preprocessing ?? convention.Preprocessing;
        if (convention.Publisher != architecture.Publisher || published is not null)
        {
            notes.Add($"{Path.GetFileName(file.Path)} is read as {published?.Id ?? $"{convention.Publisher}'s weights of {architecture.Name}"}, and pictures are prepared as those weights expect");
        }
        graph = graph with
        {
            Preprocessing = side is { } pixels ? preprocessing.At(pixels) : preprocessing,
            Provenance = graph.Provenance.SetItem("weights", published?.Id ?? convention.Publisher),
        };
        return graph.Load(file, convention.Names, HeadWeights.New);
    }

    /// <summary>Builds or reads the network that a recipe names as it is, with its own head and without weights from another file.</summary>
    /// <exception cref="GraftException">There is no such network, or it is none for colour pictures.</exception>
    public static (Graph Graph, IReadOnlyList<string> Notes) Open(ModelOptions options, long seed)
    {
        string name = options.Name ?? throw NoName();
        List<string> notes = [];
        return (File.Exists(name) ? Import(name, options.Resolution, notes) : Build(Architectures.Find(name), options, seed), notes);
    }

    internal static TrainingException NoName() => new("no network is named. Give one with --model: a name that 'graft models' lists, or an ONNX file");

    /// <summary>The network for the pictures that are asked for, or that its weight file was made for.</summary>
    private static Graph Build(Architecture architecture, ModelOptions options, long seed) =>
        architecture.Build(seed: seed, side: options.Resolution ?? Published(options.Weights, architecture)?.Preprocessing.Height);

    /// <summary>What is known of a file by its name; null where nothing is, or where it is another network's.</summary>
    private static PretrainedWeights? Published(string? path, Architecture architecture) =>
        path is not null && PublishedWeights.OfFile(path) is { } record && record.Architecture == architecture.Name ? record : null;

    /// <summary>An ONNX file as a network to build on.</summary>
    private static Graph Import(string path, int? side, List<string> notes)
    {
        Graph graph = OnnxReader.Read(path).ToLogits();
        Shape input = graph.Input.Type.Shape;
        if (input.Rank != 4 || input[1] != 3)
        {
            throw new TrainingException($"{path}: the input '{graph.Input.Name}' is {input}, but pictures are (N, 3, height, width). Export the network with its channels first and three of them");
        }
        (long height, long width) = (side ?? Fixed(input[2]), side ?? Fixed(input[3]));
        if (graph.Preprocessing is null)
        {
            notes.Add($"{Path.GetFileName(path)} does not say how its pictures are prepared: taken as ImageNet's usual mean and deviation, RGB in [0, 1]");
        }
        if (OnnxReader.ReadWeights(path).Any(weight => weight.Value is { Type: ElementType.Int8 or ElementType.UInt8, Shape.Rank: >= 2 }))
        {
            notes.Add($"{Path.GetFileName(path)} computes in 8 bits: training starts from the numbers that its rounded weights stand for, and makes a model that computes in 32 bits. The model it was exported from is the better start, where there is one");
        }
        Preprocessing preprocessing = graph.Preprocessing ?? Preprocessing.ImageNet;
        return graph with
        {
            Inputs = [new(graph.Input.Name, new(ElementType.Float32, [Shape.Dynamic, 3, height, width]))],
            Preprocessing = preprocessing.Height == height && preprocessing.Width == width ? preprocessing : preprocessing.At((int)Math.Min(height, width)) with { Height = (int)height, Width = (int)width },
            Provenance = graph.Provenance.SetItem("imported", Path.GetFileName(path)),
        };

        static long Fixed(long size) => size == Shape.Dynamic ? Preprocessing.ImageNet.Height : size;
    }

    private static Initializer Initializer(HeadInitialisation kind) => kind switch
    {
        HeadInitialisation.Zero => Graphs.Initializer.Zeros,
        HeadInitialisation.Normal => new NormalInitializer(0.01),
        HeadInitialisation.Kaiming => new HeNormalInitializer(),
        HeadInitialisation.Glorot => new GlorotUniformInitializer(),
        _ => new UniformFanInInitializer(),
    };
}
