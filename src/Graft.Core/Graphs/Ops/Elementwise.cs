namespace Graft.Graphs.Ops;

/// <summary>An operation on each value by itself; the output has the input's type.</summary>
public abstract record ElementwiseOp : Op
{
    public sealed override ValueList<TensorType> Infer(OpInputs inputs) => [inputs[0]];
}

/// <summary>max(x, 0)</summary>
public sealed record Relu : ElementwiseOp;

/// <summary>x cut to [<paramref name="Low"/>, <paramref name="High"/>]; ReLU6 is Clip(0, 6).</summary>
public sealed record Clip(float Low = float.NegativeInfinity, float High = float.PositiveInfinity) : ElementwiseOp;

/// <summary>x, or <paramref name="Alpha"/> · x where negative.</summary>
public sealed record LeakyRelu(float Alpha = 0.01f) : ElementwiseOp;

/// <summary>x, or slope · x where negative, with a trained slope (input 1).</summary>
public sealed record PRelu : Op
{
    public override ValueList<int> ParameterSlots => [1];

    public override ValueList<TensorType> Infer(OpInputs inputs) => [inputs[0]];
}

/// <summary>x, or α (eˣ − 1) where negative.</summary>
public sealed record Elu(float Alpha = 1) : ElementwiseOp;

/// <summary>γ x, or γ α (eˣ − 1) where negative.</summary>
public sealed record Selu(float Alpha = 1.6732632f, float Gamma = 1.0507010f) : ElementwiseOp;

/// <summary>1 / (1 + e⁻ˣ)</summary>
public sealed record Sigmoid : ElementwiseOp;

/// <summary>α x + β cut to [0, 1].</summary>
public sealed record HardSigmoid(float Alpha = 0.2f, float Beta = 0.5f) : ElementwiseOp;

/// <summary>x · HardSigmoid(x) with α = 1/6, β = 1/2.</summary>
public sealed record HardSwish : ElementwiseOp;

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : ElementwiseOp;

/// <summary>ln(1 + eˣ)</summary>
public sealed record Softplus : ElementwiseOp;

/// <summary>x · Φ(x), exactly or by its tanh approximation.</summary>
public sealed record Gelu(bool Approximate = false) : ElementwiseOp;

/// <summary>The error function.</summary>
public sealed record Erf : ElementwiseOp;

/// <summary>eˣ</summary>
public sealed record Exp : ElementwiseOp;

/// <summary>Natural logarithm.</summary>
public sealed record Log : ElementwiseOp;

/// <summary>√x</summary>
public sealed record Sqrt : ElementwiseOp;

/// <summary>|x|</summary>
public sealed record Abs : ElementwiseOp;

/// <summary>−x</summary>
public sealed record Neg : ElementwiseOp;

/// <summary>1 / x</summary>
public sealed record Reciprocal : ElementwiseOp;

/// <summary>x itself.</summary>
public sealed record Identity : ElementwiseOp;

/// <summary>Sets a share <paramref name="Ratio"/> of the values to zero while training and scales the rest up; x itself otherwise.</summary>
public sealed record Dropout(float Ratio = 0.5f) : ElementwiseOp;

/// <summary>Sets all values of a share <paramref name="Ratio"/> of the pictures to zero while training and scales those of the others up; x itself otherwise. Before the sum of a residual block, it skips the block.</summary>
/// <remarks>Huang et al. 2016 (arXiv:1603.09382), §3, with the scaling of dropout. ONNX has no such operation: it is written as Dropout, which is the same outside training, with a note that restores it.</remarks>
public sealed record StochasticDepth(float Ratio) : ElementwiseOp;

/// <summary>Probabilities along an axis.</summary>
public sealed record Softmax(int Axis = -1) : ElementwiseOp;

/// <summary>Logarithms of probabilities along an axis.</summary>
public sealed record LogSoftmax(int Axis = -1) : ElementwiseOp;
