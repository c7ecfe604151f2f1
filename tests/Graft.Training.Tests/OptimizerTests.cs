using System.Text.Json;
using Graft.Training.Optimizers;
using static TorchSharp.torch;

using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Tests;

/// <summary>Optimizers against the paths that PyTorch's take (Fixtures/optimizers.py).</summary>
public class OptimizerTests
{
    public static TheoryData<string> Cases => ["sgd", "sgd momentum", "sgd momentum decay", "sgd nesterov decay", "adam", "adam decay", "adamw"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_path_is_PyTorchs(string name)
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "optimizers.json")));
        double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
        double[] rates = Numbers(fixture.RootElement.GetProperty("rates"));
        JsonElement[] gradients = [.. fixture.RootElement.GetProperty("gradients").EnumerateArray()], path = [.. fixture.RootElement.GetProperty("paths").GetProperty(name).EnumerateArray()];
        using Tensor weight = tensor(Numbers(fixture.RootElement.GetProperty("start")), requires_grad: true);
        using Optimizer optimizer = Create(name, [new OptimizedWeight("w", weight, RateFactor: 1, Decays: true)]);
        for (int step = 0; step < rates.Length; step++)
        {
            using Tensor gradient = tensor(Numbers(gradients[step]));
            weight.grad = gradient;
            optimizer.Step(rates[step], step);
            double[] expected = Numbers(path[step]);
            Assert.All(weight.data<double>().ToArray(), (value, i) => Assert.Equal(expected[i], value, 1e-9));
        }
    }

    [Fact]
    public void A_spared_weight_does_not_decay_and_a_rate_factor_scales_the_move()
    {
        using Tensor spared = tensor(new double[] { 1 }, requires_grad: true), slow = tensor(new double[] { 1 }, requires_grad: true);
        using Sgd optimizer = new([new("spared", spared, 1, Decays: false), new("slow", slow, 0.1, Decays: true)], momentum: 0, weightDecay: 0.5);
        foreach (Tensor weight in new[] { spared, slow })
        {
            using Tensor gradient = tensor(new double[] { 1 });
            weight.grad = gradient;
        }
        optimizer.Step(0.2, 0);
        Assert.Equal(1 - 0.2, spared.item<double>(), 1e-12);
        Assert.Equal(1 - (0.2 * 0.1 * 1.5), slow.item<double>(), 1e-12);
    }

    private static Optimizer Create(string name, OptimizedWeight[] weights) => name switch
    {
        "sgd" => new Sgd(weights, momentum: 0),
        "sgd momentum" => new Sgd(weights, 0.9),
        "sgd momentum decay" => new Sgd(weights, 0.9, weightDecay: 0.01),
        "sgd nesterov decay" => new Sgd(weights, 0.9, nesterov: true, weightDecay: 0.01),
        "adam" => new Adam(weights),
        "adam decay" => new Adam(weights, 0.8, 0.99, 1e-6, 0.01),
        _ => new Adam(weights, weightDecay: 0.01, decoupled: true),
    };
}
