using Graft.Graphs;
using Graft.Graphs.Ops;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Tests;

public class StochasticDepthTests
{
    [Fact]
    public void Whole_pictures_are_dropped_while_training_and_the_others_scaled_up()
    {
        GraphBuilder builder = new("depth");
        string y = builder.Add("y", new StochasticDepth(0.25f), builder.Input("x", [Shape.Dynamic, 2, 3, 3]));
        using TorchGraph network = new(builder.Build(y));
        torch.random.manual_seed(4);
        using Tensor ones = torch.ones(4000, 2, 3, 3);
        using Tensor dropped = network.Forward(ones, training: true);
        float[] values = dropped.contiguous().data<float>().ToArray();
        Assert.All(values.Chunk(18), picture => Assert.Single(picture.Distinct()));
        Assert.Equal([0f, 1 / 0.75f], values.Distinct().Order());
        Assert.InRange(values.Average(), 0.95, 1.05); // the deviation of the mean is √(1/3 / 4000) = 0.009
        using Tensor resting = network.Forward(ones);
        Assert.Equal([1f], resting.contiguous().data<float>().ToArray().Distinct());
    }
}
