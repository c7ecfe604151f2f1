using Graft.Graphs;
using Graft.Weights;

namespace Graft.Core.Tests.Weights;

public class TensorSummaryTests
{
    [Fact]
    public void Numbers_of_every_type_are_summed_up()
    {
        using WeightFile file = WeightFile.Open(WeightFixtures.PathOf("types-zip.pth"));
        Dictionary<string, TensorSummary> summaries = file.Tensors.Summaries().ToDictionary(summary => summary.Name);
        // (−3 … 2) · 1.5, cut to whole numbers by integer types.
        Assert.All(new[] { "float32", "float64", "float16", "bfloat16" }, name => Assert.Equal((-4.5, 3, -0.75, 0), Of(name)));
        Assert.All(new[] { "int64", "int32", "int16", "int8" }, name => Assert.Equal((-4, 3, -4 / 6.0, 0), Of(name)));
        Assert.Equal((0, 255, (0 + 1 + 2 + 200 + 254 + 255) / 6.0, 0), Of("uint8"));
        Assert.Equal((0, 1, 5 / 6.0, 0), Of("bool"));
        Assert.Null(summaries["empty"].Min);

        (double?, double?, double?, long) Of(string name) => (summaries[name].Min, summaries[name].Max, summaries[name].Mean, summaries[name].NonFinite);
    }

    [Fact]
    public void Numbers_that_are_none_are_counted_and_left_out()
    {
        WeightTable table = new([new("w", Tensor.Of([4], [1, float.NaN, 3, float.PositiveInfinity])), new("n", Tensor.Of([1], [float.NaN])), new("i", Tensor.Of([2], [long.MinValue, long.MaxValue]))]);
        Assert.Equal(
            [
                new("w", ElementType.Float32, [4], 1, 3, 2, 2),
                new("n", ElementType.Float32, [1], null, null, null, 1),
                new("i", ElementType.Int64, [2], long.MinValue, long.MaxValue, 0, 0),
            ], table.Summaries());
    }
}
