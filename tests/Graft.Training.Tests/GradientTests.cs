using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Models;
using Graft.Models.Layers;
using Graft.Recipes;
using TorchSharp;
using static Graft.Models.Layers.Notation;
using Op = Graft.Graphs.Op;
using Shape = Graft.Graphs.Shape;
using Tensor = TorchSharp.torch.Tensor;
using Weight = Graft.Graphs.Tensor;

namespace Graft.Training.Tests;

/// <summary>Gradients of every operation against central differences, in double precision.</summary>
public class GradientTests
{
    private static readonly Shape Picture = [2, 4, 6, 5];
    private static readonly Shape Rows = [3, 4];

    /// <summary>Operation, shape of its input, shapes of its weights in slot order (an empty list for an optional one left out).</summary>
    public static TheoryData<string> Cases => [.. Ops.Keys];

    private static readonly Dictionary<string, (Op Op, Shape Input, Shape[] Weights)> Ops = new()
    {
        ["Conv"] = (new Conv(new(3) { Stride = 2, Pad = 1 }), Picture, [[6, 4, 3, 3], [6]]),
        ["Conv grouped"] = (new Conv(new(new Size2(3, 1)) { Pad = new Margins(1, 0, 1, 0) }, Groups: 2), Picture, [[6, 2, 3, 1]]),
        ["Conv depthwise"] = (new Conv(new(3) { Pad = 1 }, Groups: 4), Picture, [[4, 1, 3, 3], [4]]),
        ["Conv dilated"] = (new Conv(new(2) { Dilation = 2 }), Picture, [[3, 4, 2, 2], [3]]),
        ["Conv SAME"] = (new Conv(new(3) { Stride = 2, AutoPad = AutoPad.SameUpper }), Picture, [[3, 4, 3, 3], [3]]),
        ["Conv whole picture"] = (new Conv(new(new Size2(6, 5))), Picture, [[3, 4, 6, 5], [3]]),
        ["Gemm"] = (new Gemm(), Rows, [[4, 5], [5]]),
        ["Gemm transposed"] = (new Gemm(TransposeB: true), Rows, [[5, 4], [5]]),
        ["Gemm scaled"] = (new Gemm(TransposeA: true, Alpha: 0.5f, Beta: 2), Rows, [[3, 5], [4, 1]]),
        ["MatMul"] = (new MatMul(), Rows, [[4, 5]]),
        ["MaxPool"] = (new MaxPool(new(3) { Stride = 2, Pad = 1 }), Picture, []),
        ["MaxPool uneven"] = (new MaxPool(new(2) { Stride = 2, Pad = new Margins(0, 0, 1, 1), Ceiling = true }), Picture, []),
        ["AveragePool"] = (new AveragePool(new(3) { Stride = 2, Pad = 1 }), Picture, []),
        ["AveragePool with padding"] = (new AveragePool(new(3) { Stride = 1, Pad = 1 }, CountPadding: true), Picture, []),
        ["AveragePool uneven"] = (new AveragePool(new(2) { Stride = 2, AutoPad = AutoPad.SameUpper }), Picture, []),
        ["GlobalAveragePool"] = (new GlobalAveragePool(), Picture, []),
        ["GlobalMaxPool"] = (new GlobalMaxPool(), Picture, []),
        ["AdaptiveAveragePool"] = (new AdaptiveAveragePool(new Size2(3, 2)), Picture, []),
        ["InstanceNormalization"] = (new InstanceNormalization(), Picture, [[4], [4]]),
        ["LayerNormalization"] = (new LayerNormalization(-1), Rows, [[4], [4]]),
        ["LRN"] = (new LRN(3, 0.1f, 0.75f, 1), Picture, []),
        ["Relu"] = (new Relu(), Picture, []),
        ["Clip"] = (new Clip(-0.5f, 0.7f), Picture, []),
        ["Clip below"] = (new Clip(Low: 0.1f), Picture, []),
        ["LeakyRelu"] = (new LeakyRelu(0.1f), Picture, []),
        ["PRelu"] = (new PRelu(), Picture, [[4, 1, 1]]),
        ["Elu"] = (new Elu(0.7f), Picture, []),
        ["Selu"] = (new Selu(), Picture, []),
        ["Sigmoid"] = (new Sigmoid(), Picture, []),
        ["HardSigmoid"] = (new HardSigmoid(), Picture, []),
        ["HardSwish"] = (new HardSwish(), Picture, []),
        ["Tanh"] = (new Graphs.Ops.Tanh(), Picture, []),
        ["Softplus"] = (new Softplus(), Picture, []),
        ["Gelu"] = (new Gelu(), Picture, []),
        ["Gelu approximate"] = (new Gelu(Approximate: true), Picture, []),
        ["Erf"] = (new Erf(), Picture, []),
        ["Exp"] = (new Exp(), Picture, []),
        ["Abs"] = (new Abs(), Picture, []),
        ["Neg"] = (new Neg(), Picture, []),
        ["Identity"] = (new Identity(), Picture, []),
        ["Dropout at rest"] = (new Dropout(), Picture, []),
        ["Softmax"] = (new Softmax(), Rows, []),
        ["LogSoftmax"] = (new LogSoftmax(1), Rows, []),
        ["Add"] = (new Add(), Picture, [[4, 1, 1]]),
        ["Sub"] = (new Sub(), Picture, [[4, 1, 1]]),
        ["Mul"] = (new Mul(), Picture, [[4, 1, 1]]),
        ["Div"] = (new Div(), Picture, [[4, 1, 1]]),
        ["Max"] = (new Max(), Picture, [[4, 1, 1]]),
        ["Min"] = (new Min(), Picture, [[4, 1, 1]]),
        ["ReduceMean"] = (new ReduceMean([2, 3], KeepAxes: false), Picture, []),
        ["ReduceSum"] = (new ReduceSum([1]), Picture, []),
        ["ReduceMax"] = (new ReduceMax([-1]), Picture, []),
        ["Flatten"] = (new Flatten(), Picture, []),
        ["Reshape"] = (new Reshape([0, -1, 2]), Picture, []),
        ["Transpose"] = (new Transpose([0, 2, 3, 1]), Picture, []),
        ["Squeeze"] = (new Squeeze([1]), [3, 1, 4], []),
        ["Unsqueeze"] = (new Unsqueeze([0, -1]), Rows, []),
        ["Concat"] = (new Concat(1), Picture, [[2, 3, 6, 5]]),
        ["Slice"] = (new Slice([1, 0], [-1, 5], [2, 3], [1, 2]), Picture, []),
        ["Pad"] = (new Pad(new Margins(1, 0, 2, 1), 0.5f), Picture, []),
        ["Expand"] = (new Expand([3, 1, 4]), [1, 2, 4], []),
        ["Resize nearest"] = (new Resize(Interpolation.Nearest, new Size2(9, 4)), Picture, []),
        ["Resize linear"] = (new Resize(Interpolation.Linear, null, new(2, 1.5f)), Picture, []),
        ["Resize aligned"] = (new Resize(Interpolation.LinearAligned, new Size2(4, 8)), Picture, []),
        ["Take"] = (new Take(1, [0, -1, 2, 2]), Picture, []),
        ["Stochastic depth at rest"] = (new StochasticDepth(0.5f), Picture, []),
        ["Gather"] = (new Gather(1, -1), Picture, []),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_gradient_is_the_slope(string name)
    {
        (Op op, Shape input, Shape[] shapes) = Ops[name];
        GraphBuilder builder = new(name);
        string x = builder.Input("x", input);
        string[] weights = [.. shapes.Select((shape, slot) => builder.Weight($"w{slot}", Values(shape, slot + 1)))];
        string y = builder.Add("y", op, [x, .. weights]);
        Check(builder.Build(y), input);
    }

    [Fact]
    public void Gradients_reach_through_both_parts_of_a_split()
    {
        Graph graph = new()
        {
            Name = "split",
            Inputs = [new("x", TensorType.Float([.. Picture]))],
            Outputs = ["y"],
            Nodes = [new("split", new Split(1, [1, 3]), ["x"], ["a", "b"]), new("turned", new Concat(1), ["b", "a"], ["y"])],
            Weights = WeightTable.Empty,
        };
        Check(graph, Picture);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_reach_through_a_residual_block_with_batch_norm(bool trainBatchNorm)
    {
        GraphBuilder builder = new("block");
        string x = builder.Input("x", Picture);
        string y = builder.Add("conv1", new Conv(new(3) { Pad = 1 }), x, builder.Weight("conv1.weight", Values([4, 4, 3, 3], 1)));
        y = builder.Add("bn1", new BatchNormalization(), y, builder.Weight("g", Positive(4, 2)), builder.Weight("b", Values([4], 3)), builder.Weight("m", Values([4], 4)), builder.Weight("v", Positive(4, 5)));
        y = builder.Add("relu1", new Relu(), y);
        y = builder.Add("conv2", new Conv(new(1)), y, builder.Weight("conv2.weight", Values([4, 4, 1, 1], 6)), builder.Weight("conv2.bias", Values([4], 7)));
        y = builder.Add("sum", new Add(), y, x);
        y = builder.Add("relu2", new Clip(0, 6), y);
        Check(builder.Build(y), Picture, trainBatchNorm);
    }

    [Fact]
    public void Gradients_reach_every_weight_of_a_vision_transformer() => Check(Small(
        ("patches", Patches(8, side: 14)),
        ("token", ClassToken()), ("places", Positions()),
        Residual([("norm", LayerNorm(1e-6f)), ("attention", SelfAttention(heads: 2))]),
        Apply("class", new Gather(1, 0))), [2, 3, 28, 28]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_reach_every_weight_of_window_attention(bool shifted) => Check(Small(
        ("patches", Patches(4, side: 2)), ChannelsLast(), // (14, 14, 4)
        Residual([("norm", LayerNorm(1e-5f)), ("attention", WindowAttention(heads: 2, side: 7, shifted))], skipped: 0.5f),
        MergePatches(), ("merged", Dense(4, bias: false)), ChannelsFirst(),
        GlobalAveragePool(), Flatten()), [1, 3, 28, 28]);

    [Fact]
    public void Gradients_reach_through_a_gate_and_a_layer_scale() => Check(Small(
        ("wide", Conv(8, kernel: 3, stride: 4)), Silu(), ("se", SqueezeExcitation(2, Relu(), new HardSigmoid(), 8)), ("scale", LayerScale(0.5f)), ChannelsLast(), Gelu(), ChannelsFirst(),
        GlobalAveragePool(), Flatten()), [2, 3, 28, 28]);

    /// <summary>A small network of these layers, with weights far from where they start.</summary>
    private static Graph Small(params ReadOnlySpan<Layer> layers)
    {
        Graph graph = new Architecture { Name = "small", Family = "", Paper = "", Side = 28, Preprocessing = Preprocessing.ImageNet.At(28), Backbone = [.. layers], Head = classes => [("head", Dense(classes))] }.Build(classes: 3);
        return graph with { Weights = graph.Weights.With(graph.Parameters.Select((name, place) => KeyValuePair.Create(name, Values(graph.Weights[name].Shape, place + 1)))) };
    }

    private static Weight Positive(long count, int seed) => Weight.Of([count], [.. Values([count], seed).ToFloats().Select(value => 0.5f + Math.Abs(value))]);

    private static Weight Values(Shape shape, int seed) => Weight.Of(shape, new NormalInitializer(0.8).Draw(shape, seed, "values"));

    /// <summary>Compares d(Σ r · y) for fixed random r, along every coordinate of a few of the input and of each parameter.</summary>
    private static void Check(Graph graph, Shape input, bool trainBatchNorm = false)
    {
        using TorchGraph network = new(graph, new() { Precision = torch.ScalarType.Float64, TrainBatchNorm = trainBatchNorm });
        using IDisposable scope = torch.NewDisposeScope();
        Tensor x = TorchWeights.ToTorch(Values(input, 99), torch.CPU, torch.ScalarType.Float64).requires_grad_(true);
        Tensor? weighting = null;
        Tensor Loss()
        {
            Tensor y = network.Forward(x, training: trainBatchNorm);
            weighting ??= TorchWeights.ToTorch(Values(Shape.Of(y.shape), 77), torch.CPU, torch.ScalarType.Float64);
            return (y * weighting).sum();
        }
        Loss().backward();
        foreach ((string name, Tensor variable) in network.Parameters.Select(parameter => (parameter, network[parameter])).Prepend(("x", x)))
        {
            Tensor gradient = variable.grad ?? throw new InvalidOperationException($"no gradient for {name}");
            AddressedRandom random = new(5, AddressedRandom.Word(name));
            for (int probe = 0; probe < 8; probe++)
            {
                long place = random.Next((int)variable.numel());
                double slope = (LossAt(place, 1e-5) - LossAt(place, -1e-5)) / 2e-5;
                double claimed = gradient.reshape(-1)[place].item<double>();
                Assert.True(Math.Abs(slope - claimed) <= 1e-6 * Math.Max(1, Math.Abs(slope)), $"{name}[{place}]: the difference quotient is {slope}, the gradient {claimed}");
            }

            double LossAt(long place, double shift)
            {
                using IDisposable noGradient = torch.no_grad();
                Tensor cell = variable.view(-1)[place];
                cell.add_(shift);
                double loss = Loss().item<double>();
                cell.sub_(shift);
                return loss;
            }
        }
    }
}
