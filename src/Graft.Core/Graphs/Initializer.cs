using Graft.Recipes;

namespace Graft.Graphs;

/// <summary>How the weights of a new layer are drawn.</summary>
public abstract record Initializer
{
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    public static Initializer Ones { get; } = new ConstantInitializer(1);

    /// <summary>Row-major values for a weight of this shape, a function of (seed, name) alone.</summary>
    public float[] Draw(Shape shape, long seed, string name)
    {
        AddressedRandom random = new(seed, AddressedRandom.Word(name));
        double scale = Scale(shape);
        var values = new float[checked((int)shape.Elements)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(scale * Next(ref random));
        }
        return values;
    }

    /// <summary>What each unit draw is multiplied by.</summary>
    protected abstract double Scale(Shape shape);

    /// <summary>One draw of unit scale.</summary>
    protected abstract double Next(ref AddressedRandom random);

    /// <summary>Inputs that meet in one output: of (out, in, kernel…), the product of all but the first.</summary>
    private protected static long FanIn(Shape shape) => Math.Max(1, shape.Elements / Math.Max(1, shape[0]));
}

/// <summary>Every value the same.</summary>
public sealed record ConstantInitializer(float Value) : Initializer
{
    protected override double Scale(Shape shape) => Value;

    protected override double Next(ref AddressedRandom random) => 1;
}

/// <summary>Normal with a given deviation.</summary>
public sealed record NormalInitializer(double Deviation) : Initializer
{
    protected override double Scale(Shape shape) => Deviation;

    protected override double Next(ref AddressedRandom random) => random.NextNormal();
}

/// <summary>Normal with deviation √(2 / fan), which keeps the variance through rectified layers.</summary>
/// <remarks>He et al. 2015 (arXiv:1502.01852): equation 10 with the fan of inputs, equation 14 with that of outputs. In a grouped convolution an output meets only its group's inputs.</remarks>
public sealed record HeNormalInitializer(bool FanOut = false, long Groups = 1) : Initializer
{
    protected override double Scale(Shape shape) => Math.Sqrt(2.0 / (FanOut ? shape[0] * FanIn(shape) / shape[1] / Groups : FanIn(shape)));

    protected override double Next(ref AddressedRandom random) => random.NextNormal();
}

/// <summary>Uniform in ±1/√fan, where the fan is that of the layer's weight: PyTorch's default for dense layers and biases.</summary>
/// <param name="Fan">The fan of the weight that a bias belongs to; null to take it from the shape itself.</param>
public sealed record UniformFanInInitializer(long? Fan = null) : Initializer
{
    protected override double Scale(Shape shape) => 1 / Math.Sqrt(Fan ?? FanIn(shape));

    protected override double Next(ref AddressedRandom random) => random.Next(-1.0, 1.0);
}

/// <summary>Uniform in ±√(6 / (inputs + outputs)): TensorFlow's default, also called Xavier's.</summary>
/// <remarks>Glorot and Bengio 2010, equation 16.</remarks>
public sealed record GlorotUniformInitializer : Initializer
{
    protected override double Scale(Shape shape) => Math.Sqrt(6.0 / (FanIn(shape) + (shape[0] * FanIn(shape) / shape[1])));

    protected override double Next(ref AddressedRandom random) => random.Next(-1.0, 1.0);
}

/// <summary>Uniform in ±√(6 / fan of inputs): the variance of <see cref="HeNormalInitializer"/> without its tails.</summary>
/// <remarks>He et al. 2015 (arXiv:1502.01852), equation 10; a uniform draw in ±a has the variance a² / 3.</remarks>
public sealed record HeUniformInitializer : Initializer
{
    protected override double Scale(Shape shape) => Math.Sqrt(6.0 / FanIn(shape));

    protected override double Next(ref AddressedRandom random) => random.Next(-1.0, 1.0);
}
