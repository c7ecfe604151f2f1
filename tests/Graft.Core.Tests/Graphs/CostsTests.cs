using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Core.Tests.Graphs;

public sealed class CostsTests
{
    /// <summary>A 3 × 3 convolution from 2 to 4 channels with batch norm over 8 × 8 pixels, then a dense layer from 4 to 5.</summary>
    private static Graph Small()
    {
        GraphBuilder builder = new("small");
        string x = builder.Add("conv", new Conv(new Window(3) { Pad = 1 }), builder.Input("image", [Shape.Dynamic, 2, 8, 8]), builder.Weight("conv.weight", [4, 2, 3, 3], Initializer.Ones));
        x = builder.Add("bn", new BatchNormalization(), x, builder.Weight("bn.weight", [4], Initializer.Ones), builder.Weight("bn.bias", [4], Initializer.Zeros),
            builder.Weight("bn.running_mean", [4], Initializer.Zeros), builder.Weight("bn.running_var", [4], Initializer.Ones));
        x = builder.Add("flat", new Flatten(), builder.Add("pool", new GlobalAveragePool(), x));
        return builder.Build(builder.Add("fc", new Gemm(TransposeB: true), x, builder.Weight("fc.weight", [5, 4], Initializer.Ones), builder.Weight("fc.bias", [5], Initializer.Zeros)));
    }

    [Fact]
    public void Count_parameters_buffers_multiply_adds_and_activations_of_one_picture()
    {
        GraphCost cost = Small().Cost();
        Assert.Equal((4 * 2 * 9) + (2 * 4) + (5 * 4) + 5, cost.Parameters);
        Assert.Equal(2 * 4, cost.Buffers);
        Assert.Equal((4 * 8 * 8 * 2 * 9) + (4 * 5), cost.MultiplyAdds);
        Assert.Equal(((2 * 4 * 8 * 8) + (2 * 4) + 5) * sizeof(float), cost.ActivationBytes);
    }

    [Fact]
    public void Grow_with_the_picture_but_the_parameters_do_not()
    {
        GraphCost cost = Small().Cost([[Shape.Dynamic, 2, 16, 16]]);
        Assert.Equal((4 * 16 * 16 * 2 * 9) + (4 * 5), cost.MultiplyAdds);
        Assert.Equal(Small().Cost().Parameters, cost.Parameters);
    }

    [Fact]
    public void A_weight_read_twice_counts_once()
    {
        GraphBuilder builder = new("shared");
        string weight = builder.Weight("w", [3, 3], Initializer.Ones);
        string x = builder.Add("first", new MatMul(), builder.Input("x", [Shape.Dynamic, 3]), weight);
        GraphCost cost = builder.Build(builder.Add("second", new MatMul(), x, weight)).Cost();
        Assert.Equal([9L, 0L], cost.Nodes.Select(node => node.Parameters));
        Assert.Equal(18, cost.MultiplyAdds);
    }
}
