using System.Text.Json;
using Graft.Graphs;
using Graft.Graphs.Ops;
using Graft.Imaging;
using Graft.Models;
using Graft.Onnx;
using Graft.Tests;

namespace Graft.Inference.Tests;

public sealed class HeatMapsTests
{
    [Theory]
    [InlineData("heat-dense", 4, 6)]
    [InlineData("heat-tokens", 4, 6)]
    public void Where_the_rest_of_the_network_bends_evidence_is_that_of_PyTorchs_gradients(string name, int rows, int columns)
    {
        string file = Path.Combine(TestData.Repository, "tests", "Graft.Inference.Tests", "Fixtures", name);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText($"{file}.json"));
        using HeatMaps maps = HeatMaps.Of(OnnxReader.Read($"{file}.onnx"), ColouredPictures.Plain with { Height = 16, Width = 24 });
        Explanation found = maps.Explain(Floats(expected.RootElement.GetProperty("picture")), 0, 1, 2, 3);
        Assert.Equal(HeatMapMethod.Gradient, maps.Method);
        AssertClose(Floats(expected.RootElement.GetProperty("logits")), found.Logits, 1e-5f);
        Assert.All(found.Maps, map => Assert.Equal((rows, columns), (map.Rows, map.Columns)));
        AssertClose([.. expected.RootElement.GetProperty("evidence").EnumerateArray().SelectMany(Floats)], [.. found.Maps.SelectMany(map => map.Evidence)], 1e-3f);
    }

    [Fact]
    public void Behind_a_mean_and_one_dense_layer_it_is_exactly_what_each_place_adds_to_the_logit()
    {
        Graph graph = Architectures.Find("resnet18").Build(side: 96).ReplaceHead(["a", "b", "c"], seed: 3, new() { Dropout = 0.2f, Weights = new NormalInitializer(1) });
        float[] picture = Noise(3 * 96 * 96);
        using HeatMaps maps = HeatMaps.Of(graph, graph.Preprocessing!);
        HeatMap map = maps.Explain(picture, 2).Maps[0];
        Assert.Equal(HeatMapMethod.ClassActivation, map.Method);

        // By hand, from the map of features and the row of the head's weights.
        string pool = graph.Nodes.Last(node => node.Op is GlobalAveragePool).Inputs[0];
        using OnnxSession session = new((graph with { Outputs = [pool] }).WithoutUnused());
        float[] features = session.Run(picture, 1, 96, 96).ToArray();
        float[] weight = graph.Weights[graph.Nodes[^1].Inputs[1]].ToFloats();
        int places = 9, channels = features.Length / places;
        float[] byHand = [.. Enumerable.Range(0, places).Select(place => Enumerable.Range(0, channels).Sum(channel => weight[(2 * channels) + channel] * features[(channel * places) + place]) / places)];
        AssertClose(byHand, map.Evidence, 1e-4f);
        Assert.Equal(map.Logit, map.Evidence.Sum(), 1e-4f * Math.Abs(map.Logit)); // a new head's bias is 0
    }

    [Fact]
    public void A_network_whose_last_convolution_makes_the_classes_shows_the_classes_own_channel()
    {
        string photo = TestData.Require("imagenet-samples/n01614925_bald_eagle.JPEG");
        using ImageClassifier model = ImageClassifier.Open(TestData.Require("weights/squeezenet1_1-imagenet.onnx"));
        using HeatMaps maps = HeatMaps.Of(model);
        float[] picture = Prepared(photo, model.Preprocessing), logits = new float[model.Classes];
        Explanation found = maps.Explain(picture);
        model.Run(picture, 1, logits);
        AssertClose(logits, found.Logits, 1e-4f);
        HeatMap map = found.Maps[0];
        Assert.Equal((22, 13, 13, HeatMapMethod.ClassActivation), (map.Label, map.Rows, map.Columns, map.Method));
        Assert.Equal(map.Logit, map.Evidence.Sum(), 1e-3f);
        Assert.All(map.Evidence, value => Assert.True(value > -1e-5f)); // a rectified channel
        // The eagle's head is right of the middle, just below it.
        int hottest = Array.IndexOf(map.Evidence, map.Evidence.Max());
        Assert.InRange(hottest / 13, 6, 11);
        Assert.InRange(hottest % 13, 6, 10);
    }

    [Fact]
    public void A_network_without_a_map_is_shown_by_covering_parts_of_the_picture()
    {
        Graph graph = ColouredPictures.Network("red", "green", "blue");
        using HeatMaps maps = HeatMaps.Of(graph, graph.Preprocessing!);
        float[] picture = new float[3 * 32 * 32];
        picture.AsSpan(0, 16).Fill(1); // red in four cells' top row
        HeatMap map = maps.Explain(picture, 0).Maps[0];
        Assert.Equal((HeatMapMethod.Occlusion, 8, 8), (map.Method, map.Rows, map.Columns));
        float mean = 16f / (32 * 32);
        // A cell of 16 pixels has 4 red ones, which become 16 of the mean colour.
        AssertClose([.. Enumerable.Range(0, 64).Select(cell => cell < 4 ? (4 - (16 * mean)) / (32 * 32) : -16 * mean / (32 * 32))], map.Evidence, 1e-5f);
        Assert.Equal(1, map.Heat()[0], 5);
        Assert.Equal(0, map.Heat()[63]);
    }

    [Fact]
    public void A_batch_of_fixed_size_is_filled_up()
    {
        using HeatMaps maps = HeatMaps.Of(OnnxReader.Read(Path.Combine(TestData.Repository, "tests", "Graft.Inference.Tests", "Fixtures", "mean-colour-fixed-batch.onnx")), ColouredPictures.Plain);
        float[] picture = Noise(3 * 32 * 32);
        Explanation found = maps.Explain(picture);
        using HeatMaps lane = maps.Lane();
        Assert.Equal(found.Maps[0].Evidence, lane.Explain(picture).Maps[0].Evidence);
        Assert.Equal(4 * picture[..1024].Average(), found.Logits[0], 1e-4);
    }

    [Fact]
    public void A_class_that_does_not_exist_is_refused()
    {
        Graph graph = ColouredPictures.Network("red", "green", "blue");
        using HeatMaps maps = HeatMaps.Of(graph, graph.Preprocessing!);
        Assert.Contains("no class 3: the network tells 3 classes apart, 0 to 2", Assert.Throws<InferenceException>(() => maps.Explain(new float[3 * 32 * 32], 3)).Message);
    }

    [Fact]
    public void Every_family_of_networks_has_a_map()
    {
        foreach (string name in new[] { "vgg11", "squeezenet1_1", "densenet121", "mobilenet_v3_small", "convnext_tiny", "swin_t", "vit_b_32", "inception_v3", "efficientnet_b0" })
        {
            Graph graph = Architectures.Find(name).Build().ReplaceHead(["a", "b"]);
            FeatureMap? map = FeatureMap.Find(graph with { Inputs = [new(graph.Input.Name, TensorType.Float(Shape.Dynamic, 3, graph.Preprocessing!.Height, graph.Preprocessing.Width))] });
            Assert.True(map is not null, name);
            Assert.InRange(map.Axes.Rows, 6, 14);
            Assert.Equal(name is not ("vgg11" or "mobilenet_v3_small" or "convnext_tiny" or "vit_b_32"), map.IsAffine);
        }
    }

    private static float[] Prepared(string photo, Preprocessing preprocessing)
    {
        using PhotoReader reader = new();
        byte[] planes = new byte[3 * preprocessing.Height * preprocessing.Width];
        float[] picture = new float[planes.Length];
        reader.Read(photo, preprocessing, planes);
        Normalization.Apply(planes, picture, preprocessing.Height * preprocessing.Width, preprocessing);
        return picture;
    }

    private static float[] Noise(int length)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetSingle())];

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance * scale));
    }
}
