using Graft.Models;

namespace Graft.Core.Tests.Models;

public sealed class InitializationTests
{
    /// <summary>Deviations as torchvision's constructors draw them; that of depthwise weights as its channel alone asks for.</summary>
    [Theory]
    [InlineData("resnet18", "conv1.weight", 0.025254)] // √(2 / (64 · 7 · 7)), He by outputs
    [InlineData("vgg11", "features.3.weight", 0.041667)] // √(2 / (128 · 3 · 3))
    [InlineData("vgg11", "classifier.6.weight", 0.01)]
    [InlineData("alexnet", "features.3.weight", 0.014434)] // uniform in ±1/√(64 · 5 · 5), deviation bound/√3
    [InlineData("resnet18", "fc.weight", 0.025516)] // uniform in ±1/√512
    [InlineData("squeezenet1_1", "features.3.expand3x3.weight", 0.117851)] // √(2 / (16 · 3 · 3)), uniform
    [InlineData("squeezenet1_1", "classifier.1.weight", 0.01)]
    [InlineData("mobilenet_v2", "features.18.0.weight", 0.039528)] // √(2 / 1280)
    [InlineData("mobilenet_v2", "features.17.conv.1.0.weight", 0.471405)] // depthwise: √(2 / (3 · 3))
    [InlineData("googlenet", "inception3a.branch2.1.conv.weight", 0.01)]
    [InlineData("inception_v3", "Mixed_5b.branch5x5_2.conv.weight", 0.1)]
    public void New_weights_have_the_deviation_that_their_authors_chose(string name, string weight, double deviation)
    {
        float[] values = Architectures.Find(name).Build(seed: 5).Weights[weight].ToFloats();
        double mean = values.Average(value => (double)value), actual = Math.Sqrt(values.Average(value => Math.Pow(value - mean, 2)));
        Assert.InRange(actual, deviation * 0.96, deviation * 1.04);
        Assert.InRange(mean, -0.05 * deviation, 0.05 * deviation);
    }

    [Theory]
    [InlineData("resnet18", "layer1.0.bn1.weight", 1)]
    [InlineData("resnet18", "layer1.0.bn1.running_mean", 0)]
    [InlineData("resnet18", "layer1.0.bn1.running_var", 1)]
    [InlineData("vgg11", "classifier.0.bias", 0)]
    [InlineData("mobilenet_v2", "classifier.1.bias", 0)]
    public void Norms_start_as_identity_and_biases_at_zero(string name, string weight, float value) =>
        Assert.All(Architectures.Find(name).Build().Weights[weight].ToFloats(), actual => Assert.Equal(value, actual));

    [Fact]
    public void Biases_of_PyTorchs_default_stay_within_the_fan_of_their_weight()
    {
        float[] bias = Architectures.Find("resnet18").Build().Weights["fc.bias"].ToFloats();
        Assert.InRange(bias.Max(MathF.Abs), 0.9f / MathF.Sqrt(512), 1 / MathF.Sqrt(512));
    }
}
