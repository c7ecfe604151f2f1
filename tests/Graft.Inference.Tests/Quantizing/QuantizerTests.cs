using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Imaging;
using Graft.Inference.Quantizing;
using Graft.Models;
using Graft.Onnx;
using Graft.Quantization;
using SkiaSharp;

namespace Graft.Inference.Tests.Quantizing;

/// <summary>Networks in 8 bits: their numbers against a reckoning by hand, and whole ones against themselves in 32 bits.</summary>
public sealed class QuantizerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-int8").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_range_holds_zero_exactly()
    {
        Assert.Equal(new ByteScale(2f / 255, 0), ByteScale.Of(0.5, 2));
        ByteScale signed = ByteScale.Of(-1, 3);
        Assert.Equal((4f / 255, (byte)64), (signed.Scale, signed.Zero)); // 255 / 4 = 63.75
        Assert.Equal(new ByteScale(1, 0), ByteScale.Of(0, 0));
    }

    [Fact]
    public void A_layer_is_stored_as_reckoned_by_hand_and_runs_so()
    {
        // One pixel, two channels in, two out. Input scale 0.02, zero 100: bytes 150 and 90 mean 1.0 and -0.2.
        GraphBuilder builder = new("by hand");
        string image = builder.Input("image", [Shape.Dynamic, 2, 1, 1]);
        string weight = builder.Weight("w", Tensor.Of([2, 2, 1, 1], [1.27f, -0.5f, 0.0625f, 0.1f])), bias = builder.Weight("b", Tensor.Of([2], [0.3f, -0.1f]));
        Graph graph = builder.Build(builder.Add("flat", new Flatten(), builder.Add("conv", new Conv(new Window(1)), image, weight, bias)));
        QuantizationTable table = ByteValues.Of(graph).Table(new Dictionary<string, ByteScale> { ["image"] = new(0.02f, 100) });
        QuantizedLayer layer = QuantizedLayer.Of(graph, graph.Nodes[0], table)!;
        Assert.Equal([1.27f / 127, 0.1f / 127], layer.Scales);
        Assert.Equal((sbyte[])[127, -50, 79, 127], layer.Integers); // 0.0625 / 0.1 · 127 = 79.4
        Assert.Equal([1500, -6350], layer.BiasIntegers!); // 0.3 / (0.02 · 0.01), 0.1 / (0.02 · 0.1 / 127)

        string file = Path.Combine(folder, "hand.onnx");
        OnnxWriter.Write(graph, file, new OnnxForm { Quantization = table });
        WeightTable stored = OnnxReader.ReadWeights(file);
        Assert.Equal((byte[])[127, 206, 79, 127], stored["w.int8"].Bytes.ToArray());
        using OnnxSession session = new(file);
        float[] made = session.Run(new float[] { 1.004f, -0.205f }, [1, 2, 1, 1]).ToArray();
        // 1.004 / 0.02 = 50.2 → 150; −0.205 / 0.02 = −10.25 → 90.
        Assert.Equal(1.0 * 1.27 + (-0.2 * -0.5) + 0.3, made[0], 1e-4);
        Assert.Equal((1.0 * 79 * 0.1 / 127) + (-0.2 * 0.1) - 0.1, made[1], 1e-4);

        Graph again = OnnxReader.Read(file);
        Assert.Equal(["w", "b"], again.Weights.Names);
        Assert.Equal(graph.Nodes.Select(node => node.Op.Name), again.Nodes.Select(node => node.Op.Name));
        Assert.Equal(79 * 0.1f / 127, again.Weights["w"].ToFloats()[2], 1e-6f);
    }

    [Fact]
    public void A_channel_of_tiny_weights_keeps_its_bias()
    {
        GraphBuilder builder = new("tiny");
        Graph graph = builder.Build(builder.Add("flat", new Flatten(), builder.Add("conv", new Conv(new Window(1)), builder.Input("image", [Shape.Dynamic, 1, 1, 1]),
            builder.Weight("w", Tensor.Of([2, 1, 1, 1], [1e-9f, 0f])), builder.Weight("b", Tensor.Of([2], [5f, -3f])))));
        QuantizedLayer layer = QuantizedLayer.Of(graph, graph.Nodes[0], ByteValues.Of(graph).Table(new Dictionary<string, ByteScale> { ["image"] = new(0.01f, 0) }))!;
        Assert.Equal([5, -3], layer.BiasIntegers!.Zip(layer.BiasScales, (integer, scale) => (float)Math.Round(integer * (double)scale, 4)));
    }

    [Fact]
    public void Channels_before_a_depthwise_convolution_get_one_range_and_the_function_stays()
    {
        // The second channel is a hundredth of the first until the depthwise convolution makes up for it.
        GraphBuilder builder = new("uneven");
        string conv = builder.Add("conv", new Conv(new Window(1)), builder.Input("image", [Shape.Dynamic, 2, 1, 1]), builder.Weight("w", Tensor.Of([2, 2, 1, 1], [1f, 0, 0, 0.01f])), builder.Weight("b", Tensor.Of([2], [0f, 0])));
        string deep = builder.Add("deep", new Conv(new Window(1), Groups: 2), builder.Add("relu", new Clip(0, 6), conv), builder.Weight("d", Tensor.Of([2, 1, 1, 1], [1f, 100])));
        Graph graph = builder.Build(builder.Add("flat", new Flatten(), deep));
        Assert.Equal(["relu"], graph.EvenableValues());
        Assert.Equal([1, 2, 32, 1], ChannelEqualization.Factors([1, 0.5, 0.01, 0])); // no more than 32, and nothing of silence
        Graph even = graph.WithEvenChannels(new Dictionary<string, double[]> { ["relu"] = ChannelEqualization.Factors([1, 0.01]) });
        Assert.Equal([1, 0, 0, 0.32f], even.Weights["w"].ToFloats());
        Assert.Equal([1, 3.125f], even.Weights["d"].ToFloats());
        Assert.All(Answers(even, null), answer => Assert.Equal(0.5f, answer, 1e-6f));

        QuantizationTable table = ByteValues.Of(graph).Table(new Dictionary<string, ByteScale> { ["image"] = ByteScale.Of(0, 1), ["relu"] = ByteScale.Of(0, 1) });
        Assert.Equal(100f / 255, Answers(graph, table)[1], 1e-3f); // 0.005 · 255 = 1.3 → 1
        Assert.Equal(41f / 255 * 3.125f, Answers(even, table)[1], 3e-3f); // 0.16 · 255 = 40.8 → 41

        float[] Answers(Graph network, QuantizationTable? bytes)
        {
            string file = Path.Combine(folder, "uneven.onnx");
            OnnxWriter.Write(network, file, new OnnxForm { Quantization = bytes });
            using OnnxSession session = new(file);
            return session.Run(new float[] { 0.5f, 0.5f }, [1, 2, 1, 1]).ToArray();
        }
    }

    [Fact]
    public void Channels_stay_where_something_else_reads_them_or_nothing_keeps_them_above_0()
    {
        Assert.Equal(17, Architectures.Find("mobilenet_v2").Build(classes: 3).FoldBatchNorms().EvenableValues().Count); // Sandler et al. 2018, table 2: 17 bottlenecks
        Assert.Empty(Architectures.Find("tiny").Build(classes: 3).FoldBatchNorms().EvenableValues());
        Assert.Empty(Architectures.Find("mobilenet_v2").Build(classes: 3).EvenableValues()); // batch norms stand between
    }

    [Fact]
    public void Logits_and_what_only_a_rectifier_reads_stay_in_32_bits()
    {
        Graph graph = Architectures.Find("tiny").Build(classes: 3, seed: 1).FoldBatchNorms();
        ByteValues values = ByteValues.Of(graph);
        Assert.Contains(graph.Input.Name, values.Measured);
        Assert.DoesNotContain(graph.Output, values.Measured.Concat(values.LikeInput.Keys));
        ILookup<string, Node> readers = graph.Nodes.SelectMany(node => node.Inputs, (node, input) => (node, input)).ToLookup(pair => pair.input, pair => pair.node);
        Assert.All(values.Measured, value => Assert.False(readers[value].ToArray() is [{ Op: Relu }]));
    }

    [Fact]
    public void A_network_in_8_bits_says_nearly_the_same_in_a_third_of_the_bytes_and_opens_everywhere()
    {
        ImageItem[] items = [.. Enumerable.Range(0, 12).Select(i => new ImageItem($"{i}.png", ColouredPictures.Write(Path.Combine(folder, $"{i}.png"), new SKColor((byte)(i * 20), (byte)(255 - (i * 18)), (byte)(i * 7))), 0))];
        Graph graph = Architectures.Find("mobilenet_v2").Build(classes: 4, seed: 3, side: 64) with { Labels = ["a", "b", "c", "d"], Preprocessing = Preprocessing.ImageNet.At(64) };
        (string plain, string bytes) = (Path.Combine(folder, "plain.onnx"), Path.Combine(folder, "bytes.onnx"));
        OnnxWriter.Write(graph, plain);
        QuantizedNetwork made = Quantizer.Quantize(graph, items);
        Assert.NotEqual(graph.FoldBatchNorms().Weights["features.1.conv.0.0.weight"].ToFloats(), made.Graph.Weights["features.1.conv.0.0.weight"].ToFloats()); // evened, whether or not anybody watches
        Assert.Equal((53, 12), (made.Layers, made.Pictures)); // 52 convolutions and the dense layer
        OnnxWriter.Write(made.Graph, bytes, new OnnxForm { Quantization = made.Table, Pictures = PictureInput.AnySize });
        Assert.InRange(new FileInfo(bytes).Length / (double)new FileInfo(plain).Length, 0.2, 0.35);
        using Predictor one = Predictor.Open(plain), other = Predictor.Open(bytes);
        Assert.All(items, item =>
        {
            Dictionary<string, float> before = one.Predict(item.File).ToDictionary(answer => answer.Label, answer => answer.Probability);
            Assert.All(other.Predict(item.File), answer => Assert.Equal(before[answer.Label], answer.Probability, 0.05f));
        });
    }

    [Fact]
    public void No_picture_and_no_layer_are_named_errors()
    {
        Graph graph = Architectures.Find("tiny").Build(classes: 3);
        Assert.Contains("--data", Assert.Throws<InferenceException>(() => Quantizer.Quantize(graph, [])).Message);
        ImageItem item = new("a.png", ColouredPictures.Write(Path.Combine(folder, "a.png"), SKColors.Red), 0);
        Assert.Contains("no convolution or dense layer", Assert.Throws<InferenceException>(() => Quantizer.Quantize(ColouredPictures.Network("r", "g", "b"), [item])).Message);
        File.WriteAllText(Path.Combine(folder, "b.png"), "no picture");
        Assert.Contains("can be decoded", Assert.Throws<InferenceException>(() => Quantizer.Quantize(graph, [item with { File = Path.Combine(folder, "b.png") }])).Message);
    }
}
