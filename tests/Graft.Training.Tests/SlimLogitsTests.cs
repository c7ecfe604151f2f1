using System.Text.Json;
using Graft.Graphs;
using Graft.Inference;
using Graft.Models;
using Graft.Models.Layers;
using Graft.Weights;
using TorchSharp;
using static Graft.Models.Layers.Notation;
using static Graft.Models.Layers.TensorFlowNotation;
using Tensor = Graft.Graphs.Tensor;

namespace Graft.Training.Tests;

/// <summary>TF-Slim's networks, with variables in Slim's names and layouts, against numpy's account of them in Fixtures/slim_logits.py; on ONNX Runtime and on libtorch, at even and odd sizes.</summary>
public sealed class SlimLogitsTests : IDisposable
{
    private static readonly Dictionary<string, Expected> Numpy =
        JsonSerializer.Deserialize<Dictionary<string, Expected>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "slim_logits.json")), JsonSerializerOptions.Web)!;

    private readonly string path = Path.Combine(Path.GetTempPath(), $"graft-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("slim_inception_v1", 64)]
    [InlineData("slim_inception_v1", 65)]
    [InlineData("slim_inception_v3", 75)]
    [InlineData("slim_inception_v3", 96)]
    [InlineData("slim_resnet_v1_50", 64)]
    [InlineData("slim_resnet_v1_50", 65)]
    [InlineData("slim_resnet_v2_50", 64)]
    [InlineData("slim_resnet_v2_50", 65)]
    [InlineData("slim_mobilenet_v1_025", 64)]
    [InlineData("slim_mobilenet_v1_025", 65)]
    [InlineData("slim_mobilenet_v2_035", 64)]
    [InlineData("slim_mobilenet_v2_035", 65)]
    public void A_network_computes_what_Slim_does(string name, int side)
    {
        Architecture architecture = Architectures.Find(name);
        Compare($"{name} {side}", architecture.Build(1000 + architecture.BackgroundClasses, side: side), architecture.Names, side, step: 50);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Padding_SAME_is_asymmetric_at_stride_2(int side) =>
        Layer("same", "slim_mobilenet_v1", side, ("Conv2d_0", Chain(("", Same(Conv(4, kernel: 3, stride: 2, bias: false))), ("bn", BatchNorm(1e-3f)), Relu6())));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void ResNets_pad_a_strided_convolution_alike_on_both_sides(int side) =>
        Layer("conv2d_same", "slim_resnet_v1_50", side, ("conv1", Chain(("", Conv(4, kernel: 3, stride: 2, bias: false)), ("bn", BatchNorm()), Relu())));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Depthwise_weights_are_HWIM(int side) =>
        Layer("depthwise", "slim_mobilenet_v1", side, ("Conv2d_1_depthwise", Chain(("", Same(Depthwise(kernel: 3, stride: 2))), ("bn", BatchNorm(1e-3f)), Relu6())));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Batch_norms_of_Inception_have_no_scale_and_their_own_epsilon(int side) =>
        Layer("unscaled norm", "slim_inception_v1", side, ("Conv2d_2b_1x1", Chain(("", Conv(4, kernel: 1, bias: false)), ("bn", BatchNorm(1e-3f)), Relu())));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Padding_never_wins_a_maximum(int side) =>
        Layer("max pool", "slim_resnet_v1_50", side, Same(MaxPool(3, stride: 2)), shift: -1);

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void A_mean_leaves_padding_out(int side) => Layer("average pool", "slim_inception_v3", side, Same(AveragePool(3, stride: 1)));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void A_shortcut_takes_every_other_pixel(int side) => Layer("subsample", "slim_resnet_v2_50", side, MaxPool(1, stride: 2));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Logits_are_a_convolution_of_one_pixel(int side) => Layer("logits", "slim_resnet_v1_50", side, Chain(GlobalAveragePool(), Flatten()), head: ("logits", Dense(5)));

    private void Layer(string trap, string names, int side, Layer layer, float shift = 0, Layer? head = null)
    {
        Graph graph = new Architecture
        {
            Name = trap,
            Family = "",
            Paper = "",
            Side = side,
            Preprocessing = Preprocessing.ImageNet.At(side),
            Backbone = [layer],
            Head = _ => [head ?? Flatten()],
        }.Build();
        Compare($"{trap} {side}", graph, Architectures.Find(names).Names, side, step: 1, shift);
    }

    private void Compare(string name, Graph graph, NameMap names, int side, int step, float shift = 0)
    {
        SafeTensors.Write(path, new(Variables(graph, names)));
        using WeightFile file = WeightFile.Open(path);
        (graph, LoadReport report) = graph.Load(file, names, HeadWeights.Required);
        Assert.Empty(report.Unused);
        float[] picture = [.. Picture(side).Select(value => value + shift)];
        Expected expected = Numpy[name];
        Assert.All([OnRuntime(graph, picture, side), OnTorch(graph, picture, side)], logits =>
        {
            float[] kept = [.. logits.Where((_, place) => place % step == 0)];
            Assert.Equal(expected.Values.Length, kept.Length);
            Assert.InRange(kept.Zip(expected.Values, (ours, numpy) => Math.Abs(ours - numpy)).Max(), 0, 1e-4 * expected.Largest);
        });
    }

    /// <summary>A variable for each weight under the first plain name of its map, laid out as TensorFlow has it.</summary>
    private static IEnumerable<KeyValuePair<string, Tensor>> Variables(Graph graph, NameMap names)
    {
        foreach ((string weight, Tensor drawn) in graph.Weights.Where(weight => names.ImpliedOf(weight.Key) is null))
        {
            bool isNorm = !weight.Contains(".bn.", StringComparison.Ordinal) && graph.Weights.Contains(weight[..weight.LastIndexOf('.')] + ".running_mean");
            bool isDepthwise = drawn.Shape.Rank == 4 && drawn.Shape[1] == 1;
            string file = names.SourcesOf(weight).Select(source => source.File).First(file => !file.EndsWith("ExponentialMovingAverage", StringComparison.Ordinal)
                && (drawn.Shape.Rank == 1 ? isNorm == (file.EndsWith("/gamma", StringComparison.Ordinal) || file.EndsWith("/beta", StringComparison.Ordinal) || file.Contains("/moving_", StringComparison.Ordinal))
                    || file.Contains("/BatchNorm/", StringComparison.Ordinal) : isDepthwise == file.EndsWith("/depthwise_weights", StringComparison.Ordinal)));
            Shape shape = drawn.Shape switch
            {
                { Rank: 4 } when isDepthwise => [drawn.Shape[2], drawn.Shape[3], drawn.Shape[0], 1],
                { Rank: 4 } => [drawn.Shape[2], drawn.Shape[3], drawn.Shape[1], drawn.Shape[0]],
                { Rank: 2 } => [1, 1, drawn.Shape[1], drawn.Shape[0]],
                _ => drawn.Shape,
            };
            yield return new(file, Tensor.Of(shape, Variable(file, shape)));
        }
    }

    private static float[] Variable(string name, Shape shape)
    {
        string kind = name[(name.LastIndexOf('/') + 1)..];
        (double offset, double scale) = kind switch
        {
            "weights" => (0, Math.Sqrt(6.0 / (shape[0] * shape[1] * shape[2]))),
            "depthwise_weights" => (0, Math.Sqrt(6.0 / (shape[0] * shape[1]))),
            "gamma" or "moving_variance" => (1, 0.5),
            _ => (0, 0.25),
        };
        double[] numbers = Numbers(name, shape.Elements);
        return [.. numbers.Select(number => (float)(offset + (number * scale)))];
    }

    /// <summary>Numpy's picture (1, side, side, 3) as (1, 3, side, side).</summary>
    private static float[] Picture(int side)
    {
        double[] numbers = Numbers("picture", 3L * side * side);
        return [.. Enumerable.Range(0, 3).SelectMany(channel => Enumerable.Range(0, side * side).Select(pixel => (float)numbers[(3 * pixel) + channel]))];
    }

    /// <summary>numbers() of the script.</summary>
    private static double[] Numbers(string name, long count)
    {
        uint start = name.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        var numbers = new double[count];
        for (int i = 0; i < numbers.Length; i++)
        {
            uint x = start + ((uint)i * 2654435761);
            x = (x ^ (x >> 16)) * 0x7FEB352D;
            x = (x ^ (x >> 15)) * 0x846CA68B;
            numbers[i] = ((x ^ (x >> 16)) / 2147483648.0) - 1;
        }
        return numbers;
    }

    private static float[] OnRuntime(Graph graph, float[] picture, int side)
    {
        using OnnxSession session = new(graph);
        return session.Run(picture, 1, side, side).ToArray();
    }

    private static float[] OnTorch(Graph graph, float[] picture, int side)
    {
        using TorchGraph network = new(graph, new() { Trainable = _ => false });
        using IDisposable noGradient = torch.no_grad();
        using torch.Tensor input = torch.tensor(picture, [1, 3, side, side]);
        using torch.Tensor logits = network.Forward(input);
        using torch.Tensor plain = logits.contiguous();
        return plain.data<float>().ToArray();
    }

    private sealed record Expected(double Largest, double[] Values);
}
