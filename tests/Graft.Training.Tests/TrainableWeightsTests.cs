using Graft.Graphs;
using Graft.Models;
using Graft.Recipes;

namespace Graft.Training.Tests;

public sealed class TrainableWeightsTests
{
    private static readonly Graph Network = Tiny.Standard.Build(3);

    [Theory]
    [InlineData("deep7", "deep7")]
    [InlineData("stage1.*, stage9.*", "stage9.*")]
    public void A_pattern_that_fits_no_weight_is_a_mistake_and_said(string freeze, string unused)
    {
        TrainingException error = Assert.Throws<TrainingException>(() => new TrainableWeights(Network, Freeze.Parse(freeze)));
        Assert.Contains($"called '{unused}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("stem.0.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_that_fit_leave_their_weights_alone()
    {
        TrainableWeights trainable = new(Network, Freeze.Parse("stage1.*"));
        Assert.All(Network.Parameters, name => Assert.Equal(!name.StartsWith("stage1.", StringComparison.Ordinal), trainable.Contains(name)));
    }
}
