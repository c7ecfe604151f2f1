using Graft.Graphs;
using Graft.Models;
using Graft.Onnx;
using Graft.Recipes;
using Graft.Tests;
using Graft.Weights;

namespace Graft.Inference.Tests.Models;

/// <summary>Real weights in several formats: the architecture that loads them by name computes what the ONNX file of the same weights does.</summary>
public sealed class PublishedWeightsTests
{
    [Theory]
    [InlineData("mobilenet_v2-imagenet-backbone.pth")]
    [InlineData("mobilenet_v2-imagenet-backbone.safetensors")]
    public void MobileNetV2_makes_the_features_of_its_ONNX_file(string file)
    {
        string folder = TestData.Require("weights");
        using WeightFile weights = WeightFile.Open(Path.Combine(folder, file));
        (Graph graph, LoadReport report) = Architectures.Find("mobilenet_v2").Build(10).Load(weights);
        Assert.Equal(["classifier.1.weight", "classifier.1.bias"], report.New.Select(weight => weight.Name));
        Same(OnnxReader.Read(Path.Combine(folder, "mobilenet_v2-imagenet-backbone.onnx")), (graph with { Outputs = [graph.Features!] }).WithoutUnused());
    }

    [Fact]
    public void SqueezeNet_makes_the_logits_of_its_ONNX_file()
    {
        string folder = TestData.Require("weights");
        using WeightFile weights = WeightFile.Open(Path.Combine(folder, "squeezenet1_1-imagenet-legacy.pth"));
        (Graph graph, _) = Architectures.Find("squeezenet1_1").Build().Load(weights, head: HeadWeights.Required);
        Same(OnnxReader.Read(Path.Combine(folder, "squeezenet1_1-imagenet.onnx")), graph);
    }

    private static void Same(Graph expected, Graph actual)
    {
        AddressedRandom random = new(11);
        float[] picture = new float[3 * 224 * 224];
        for (int i = 0; i < picture.Length; i++)
        {
            picture[i] = (float)random.NextNormal();
        }
        using OnnxSession theirs = new(expected), ours = new(actual);
        float[] values = theirs.Run(picture, 1, 224, 224).ToArray();
        float largest = values.Max(MathF.Abs);
        Assert.InRange(largest, 0.1f, float.MaxValue);
        Assert.True(values.Zip(ours.Run(picture, 1, 224, 224).ToArray(), (left, right) => MathF.Abs(left - right)).Max() <= 1e-5f * largest);
    }
}
