using Graft.Graphs;

namespace Graft.Weights;

/// <summary>How a tensor of a file is laid out anew to become a graph's weight; the numbers stay as they are.</summary>
public abstract record WeightLayout
{
    /// <summary>The axes in another order: axis i of the result is axis <c>order[i]</c> of the file's. TensorFlow's (H, W, in, out) becomes (out, in, H, W) by 3, 2, 0, 1.</summary>
    public static WeightLayout Transpose(params ReadOnlySpan<int> order) => new TransposeLayout([.. order]);

    /// <summary>The same row-major numbers under other sizes; one size may be −1 and is worked out.</summary>
    public static WeightLayout Reshape(params ReadOnlySpan<long> sizes) => new ReshapeLayout([.. sizes]);

    /// <summary>TensorFlow's convolution (height, width, in, out) as (out, in, height, width).</summary>
    public static WeightLayout Hwio { get; } = Transpose(3, 2, 0, 1);

    /// <summary>TensorFlow's depthwise convolution (height, width, channels, 1) as (channels, 1, height, width).</summary>
    public static WeightLayout Hwim { get; } = Transpose(2, 3, 0, 1);

    /// <summary>This, and then another on its result.</summary>
    public WeightLayout Then(WeightLayout next) => new ChainLayout(this, next);

    /// <summary>The tensor laid out anew, lazily.</summary>
    /// <exception cref="WeightFileException">The tensor's axes are not those that this layout is for.</exception>
    public abstract Tensor Apply(Tensor tensor);

    private sealed record ChainLayout(WeightLayout First, WeightLayout Second) : WeightLayout
    {
        public override Tensor Apply(Tensor tensor) => Second.Apply(First.Apply(tensor));
    }

    private sealed record ReshapeLayout(ValueList<long> Sizes) : WeightLayout
    {
        public override Tensor Apply(Tensor tensor)
        {
            long known = Sizes.Where(size => size >= 0).Aggregate(1L, (product, size) => product * size), all = tensor.Shape.Elements;
            return Sizes.Count(size => size < 0) switch
            {
                0 when known == all => tensor.Reshape(new(Sizes)),
                1 when known > 0 && all % known == 0 => tensor.Reshape([.. Sizes.Select(size => size < 0 ? all / known : size)]),
                _ => throw new WeightFileException($"{tensor.Shape} cannot take the shape {Sizes}: {all} values are there"),
            };
        }
    }

    private sealed record TransposeLayout(ValueList<int> Order) : WeightLayout
    {
        public override Tensor Apply(Tensor tensor)
        {
            Shape from = tensor.Shape;
            if (!Order.Order().SequenceEqual(Enumerable.Range(0, from.Rank)))
            {
                throw new WeightFileException($"the axes of {from} cannot be put in the order {Order}");
            }
            Shape shape = [.. Order.Select(axis => from[axis])];
            return Tensor.Filled(tensor.Type, shape, destination => new AxisPermutation(from, Order.AsSpan(), tensor.Type.Size).Write(tensor.Bytes, destination));
        }
    }
}
