using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Recipes;

namespace Graft.Tests;

/// <summary>Small graphs around every operation, with arguments drawn from a seed.</summary>
internal static class OperationSamples
{
    private delegate string Sample(GraphBuilder graph, string x, AddressedRandom random);

    /// <summary>Each takes (N, 6, 12, 12) and adds nodes that contain the operation named.</summary>
    private static readonly Dictionary<Type, Sample> Samples = new()
    {
        [typeof(Add)] = (g, x, _) => g.Add("op", new Add(), x, Weight(g, "bias", 6, 1, 1)),
        [typeof(Sub)] = (g, x, _) => g.Add("op", new Sub(), Weight(g, "a", 1, 6, 12, 12), x),
        [typeof(Mul)] = (g, x, _) => g.Add("op", new Mul(), x, x),
        [typeof(Div)] = (g, x, _) => g.Add("op", new Div(), x, Weight(g, "b", 12)),
        [typeof(Pow)] = (g, x, _) => g.Add("op", new Pow(), x, g.Weight("two", Tensor.Scalar(2))),
        [typeof(Max)] = (g, x, _) => g.Add("op", new Max(), x, Weight(g, "b", 6, 1, 1)),
        [typeof(Min)] = (g, x, _) => g.Add("op", new Min(), x, Weight(g, "b", 6, 1, 1)),
        [typeof(Conv)] = (g, x, r) => Conv(g, x, r),
        [typeof(Gemm)] = (g, x, r) => Dense(g, x, r),
        [typeof(MatMul)] = (g, x, _) => g.Add("op", new MatMul(), x, Weight(g, "b", 12, 5)),
        [typeof(Relu)] = (g, x, _) => g.Add("op", new Relu(), x),
        [typeof(Clip)] = (g, x, r) => g.Add("op", new Clip(r.Next(2) == 0 ? float.NegativeInfinity : (float)r.Next(-2.0, 0), r.Next(2) == 0 ? float.PositiveInfinity : (float)r.Next(0.0, 6)), x),
        [typeof(LeakyRelu)] = (g, x, r) => g.Add("op", new LeakyRelu((float)r.NextDouble()), x),
        [typeof(PRelu)] = (g, x, _) => g.Add("op", new PRelu(), x, Weight(g, "slope", 6, 1, 1)),
        [typeof(Elu)] = (g, x, r) => g.Add("op", new Elu((float)r.NextDouble()), x),
        [typeof(Selu)] = (g, x, _) => g.Add("op", new Selu(), x),
        [typeof(Sigmoid)] = (g, x, _) => g.Add("op", new Sigmoid(), x),
        [typeof(HardSigmoid)] = (g, x, r) => g.Add("op", new HardSigmoid((float)r.NextDouble(), (float)r.NextDouble()), x),
        [typeof(HardSwish)] = (g, x, _) => g.Add("op", new HardSwish(), x),
        [typeof(Tanh)] = (g, x, _) => g.Add("op", new Tanh(), x),
        [typeof(Softplus)] = (g, x, _) => g.Add("op", new Softplus(), x),
        [typeof(Gelu)] = (g, x, r) => g.Add("op", new Gelu(r.Next(2) == 0), x),
        [typeof(Erf)] = (g, x, _) => g.Add("op", new Erf(), x),
        [typeof(Exp)] = (g, x, _) => g.Add("op", new Exp(), x),
        [typeof(Log)] = (g, x, _) => g.Add("op", new Log(), g.Add("positive", new Exp(), x)),
        [typeof(Sqrt)] = (g, x, _) => g.Add("op", new Sqrt(), g.Add("positive", new Abs(), x)),
        [typeof(Abs)] = (g, x, _) => g.Add("op", new Abs(), x),
        [typeof(Neg)] = (g, x, _) => g.Add("op", new Neg(), x),
        [typeof(Reciprocal)] = (g, x, _) => g.Add("op", new Reciprocal(), g.Add("positive", new Exp(), x)),
        [typeof(Identity)] = (g, x, _) => g.Add("op", new Identity(), x),
        [typeof(Dropout)] = (g, x, r) => g.Add("op", new Dropout((float)r.NextDouble()), x),
        [typeof(StochasticDepth)] = (g, x, r) => g.Add("op", new StochasticDepth((float)r.NextDouble()), x),
        [typeof(Softmax)] = (g, x, r) => g.Add("op", new Softmax(r.Next(7) - 3), x),
        [typeof(LogSoftmax)] = (g, x, r) => g.Add("op", new LogSoftmax(r.Next(7) - 3), x),
        [typeof(Flatten)] = (g, x, r) => g.Add("op", new Flatten(r.Next(5)), x),
        [typeof(Reshape)] = (g, x, r) => g.Add("op", new Reshape(r.Next(3) switch { 0 => [0, -1], 1 => [0, 2, 3, 144], _ => [-1, 6, 12, 12] }), x),
        [typeof(Transpose)] = (g, x, r) => g.Add("op", new Transpose([.. r.NextPermutation(4)]), x),
        [typeof(Squeeze)] = (g, x, r) => g.Add("op", new Squeeze(r.Next(2) == 0 ? [2, -1] : []), g.Add("pool", new GlobalAveragePool(), x)),
        [typeof(Unsqueeze)] = (g, x, r) => g.Add("op", new Unsqueeze(r.Next(2) == 0 ? [1, 3] : [-1]), x),
        [typeof(Concat)] = (g, x, r) => g.Add("op", new Concat(1 + r.Next(3)), x, g.Add("negative", new Neg(), x), x),
        [typeof(Split)] = (g, x, _) => TwoParts(g, x),
        [typeof(Slice)] = (g, x, r) => g.Add("op", new Slice([r.Next(4), -3], [r.Next(2) == 0 ? long.MaxValue : 9, 12], [2, -1], [1 + r.Next(3), 1]), x),
        [typeof(Pad)] = (g, x, r) => g.Add("op", new Pad(new(r.Next(3), r.Next(3), r.Next(3), r.Next(3)), r.Next(2)), x),
        [typeof(Expand)] = (g, x, r) => r.Next(2) == 0 ? g.Add("op", new Expand([-1, 6, 5, 12]), g.Add("mean", new ReduceMean([2]), x))
            : g.Add("op", new Expand([-1, -1, 6, 12]), Weight(g, "token", 1, 2, 1, 12), g.Add("negative", new Neg(), x)),
        [typeof(Gather)] = (g, x, r) => g.Add("op", new Gather(1 + r.Next(3), r.Next(5) - 2), x),
        [typeof(Take)] = (g, x, r) => r.Next(2) == 0 ? g.Add("op", new Take(1 + r.Next(3), [r.Next(6), -1 - r.Next(6), 2, 2]), x)
            : g.Add("op", new Add(), x, g.Add("biases", new Take(0, [.. Enumerable.Range(0, 12).Select(_ => (long)r.Next(5))]), Weight(g, "table", 5, 12))),
        [typeof(Resize)] = (g, x, r) => g.Add("op", r.Next(2) == 0 ? new Resize((Interpolation)r.Next(3), new Size2(7, 13)) : new Resize((Interpolation)r.Next(3), null, new ResizeFactors(2, 1.5f)), x),
        [typeof(BatchNormalization)] = (g, x, r) => g.Add("op", new BatchNormalization((float)r.NextDouble(), (float)r.NextDouble()), x, Weight(g, "scale", 6), Weight(g, "bias", 6), Weight(g, "mean", 6), g.Weight("variance", [6], Initializer.Ones)),
        [typeof(InstanceNormalization)] = (g, x, r) => g.Add("op", new InstanceNormalization((float)r.NextDouble()), x, Weight(g, "scale", 6), Weight(g, "bias", 6)),
        [typeof(LayerNormalization)] = (g, x, r) => r.Next(2) == 0 ? g.Add("op", new LayerNormalization(-1, (float)r.NextDouble()), x, Weight(g, "scale", 12)) : g.Add("op", new LayerNormalization(2), x, Weight(g, "scale", 12, 12), Weight(g, "bias", 12, 12)),
        [typeof(LRN)] = (g, x, r) => g.Add("op", new LRN(1 + (2 * r.Next(3)), (float)r.NextDouble(), (float)r.NextDouble(), 1 + (float)r.NextDouble()), x),
        // ONNX Runtime does not dilate a pooling whose padding is SAME, so the two are not put together.
        [typeof(MaxPool)] = (g, x, r) => g.Add("op", new MaxPool(Window(r, isPool: true) is { AutoPad: AutoPad.Explicit } window ? window with { Dilation = new(1 + r.Next(2), 1) } : new Window(3) { AutoPad = AutoPad.SameLower, Stride = 2 }), x),
        [typeof(AveragePool)] = (g, x, r) => g.Add("op", new AveragePool(Window(r, isPool: true), r.Next(2) == 0), x),
        [typeof(GlobalAveragePool)] = (g, x, _) => g.Add("op", new GlobalAveragePool(), x),
        [typeof(GlobalMaxPool)] = (g, x, _) => g.Add("op", new GlobalMaxPool(), x),
        [typeof(AdaptiveAveragePool)] = (g, x, r) => g.Add("op", new AdaptiveAveragePool(r.Next(4) switch { 0 => 1, 1 => 12, 2 => new Size2(4, 3), _ => new Size2(6, 12) }), x),
        [typeof(ReduceMean)] = (g, x, r) => g.Add("op", new ReduceMean(r.Next(2) == 0 ? [2, -1] : [1], r.Next(2) == 0), x),
        [typeof(ReduceSum)] = (g, x, r) => g.Add("op", new ReduceSum(r.Next(2) == 0 ? [2, -1] : [1], r.Next(2) == 0), x),
        [typeof(ReduceMax)] = (g, x, r) => g.Add("op", new ReduceMax(r.Next(2) == 0 ? [2, -1] : [], r.Next(2) == 0), x),
    };

    public static IEnumerable<Type> Operations => Samples.Keys;

    public static Graph Build(Type operation, long seed)
    {
        GraphBuilder graph = new($"{operation.Name} {seed}", seed);
        string x = graph.Input("image", [Shape.Dynamic, 6, 12, 12]);
        return Samples[operation](graph, x, new AddressedRandom(seed, AddressedRandom.Word(operation.Name))) is "parts" ? Parts(graph) : graph.Build("op");
    }

    /// <summary>A graph in which several of these follow each other and branch, at one picture size.</summary>
    public static Graph Network(long seed)
    {
        AddressedRandom random = new(seed, 7);
        GraphBuilder graph = new($"network {seed}", seed);
        List<string> values = [graph.Input("image", [Shape.Dynamic, 4, 8, 8])];
        int count = 1 + random.Next(12);
        for (int i = 0; i < count; i++)
        {
            string x = values[random.Next(values.Count)], name = $"block{i}/op";
            Window same = new(3) { Pad = 1 };
            values.Add(random.Next(6) switch
            {
                0 => graph.Add(name, new Conv(same), x, Weight(graph, $"block{i}.weight", 4, 4, 3, 3)),
                1 => graph.Add(name, new Add(), x, values[^1]),
                2 => graph.Add(name, new MaxPool(same), x),
                3 => graph.Add(name, new Concat(1), x, graph.Add(name + ".half", new Conv(new Window(1)), x, Weight(graph, $"block{i}.half", 2, graph.ShapeOf(x)[1], 1, 1))) is var joined
                    ? graph.Add(name + ".cut", new Slice([1], [5], [1], [1]), joined) : "",
                4 => graph.Add(name, new Clip(0, 6), x),
                _ => graph.Add(name, new Sigmoid(), x),
            });
        }
        string features = graph.Add("features", new Flatten(), graph.Add("pool", new GlobalAveragePool(), values.Skip(1).Aggregate(values[0], (sum, next) => graph.Add($"sum.{next}", new Add(), sum, next))));
        string logits = graph.Add("logits", new Gemm(TransposeB: true), features, Weight(graph, "head.weight", 3, 4), Weight(graph, "head.bias", 3));
        return graph.Build(logits, features) with
        {
            Labels = ["cat", "dog \"barking\"", "Ü"],
            Preprocessing = Graft.Models.Preprocessing.ImageNet.At(160 + (32 * random.Next(3))),
            Provenance = System.Collections.Immutable.ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("licence", "Apache-2.0").Add("source", "a\nb"),
        };
    }

    private static string Weight(GraphBuilder graph, string name, params long[] sizes) => graph.Weight(name, Shape.Of(sizes), new NormalInitializer(0.5));

    private static string Conv(GraphBuilder graph, string x, AddressedRandom random)
    {
        long groups = random.Next(2) == 0 ? 1 : 3;
        Window window = Window(random, isPool: false) with { Dilation = new(1, 1 + random.Next(2)) };
        string weight = Weight(graph, "weight", 9, 6 / groups, window.Kernel.Height, window.Kernel.Width);
        return random.Next(2) == 0 ? graph.Add("op", new Conv(window, groups), x, weight) : graph.Add("op", new Conv(window, groups), x, weight, Weight(graph, "bias", 9));
    }

    private static Window Window(AddressedRandom random, bool isPool)
    {
        Window window = new(new Size2(2 + random.Next(2), 2 + random.Next(2))) { Stride = new(1 + random.Next(2), 1 + random.Next(2)), Ceiling = isPool && random.Next(2) == 0 };
        return random.Next(4) switch
        {
            0 => window with { AutoPad = AutoPad.SameUpper, Ceiling = false },
            1 => window with { AutoPad = AutoPad.SameLower, Ceiling = false },
            _ => window with { Pad = new(random.Next(2), random.Next(2), random.Next(2), random.Next(2)) },
        };
    }

    private static string Dense(GraphBuilder graph, string x, AddressedRandom random)
    {
        string flat = graph.Add("flat", new Flatten(), graph.Add("pool", new GlobalAveragePool(), x));
        bool transposed = random.Next(2) == 0;
        string weight = transposed ? Weight(graph, "weight", 5, 6) : Weight(graph, "weight", 6, 5);
        Gemm op = new(TransposeB: transposed, Alpha: 1 + (float)random.NextDouble(), Beta: (float)random.NextDouble());
        return random.Next(2) == 0 ? graph.Add("op", op, flat, weight) : graph.Add("op", op, flat, weight, Weight(graph, "bias", 5));
    }

    private static string TwoParts(GraphBuilder graph, string x) => graph.Add("op.0", new Relu(), x) is { } ? "parts" : "";

    /// <summary>The builder adds nodes of one output; a split has several.</summary>
    private static Graph Parts(GraphBuilder builder)
    {
        Graph graph = builder.Build("op.0");
        return graph with
        {
            Nodes = [.. graph.Nodes, new("split", new Split(1, [1, 3, 2]), ["op.0"], ["a", "b", "c"]), new("op", new Concat(1), ["c", "a", "b"], ["op"])],
            Outputs = ["op"],
        };
    }
}
