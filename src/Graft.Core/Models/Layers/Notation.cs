using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Models.Layers;

/// <summary>The words in which networks are written, so that a description can be held against the paper's table. Only output widths are stated; input widths follow from the layer before.</summary>
/// <remarks>
/// A window is padded by half its kernel, rounded down, unless <c>pad</c> says otherwise: an odd kernel of stride 1 then keeps the picture's size.
/// Weights are named by their path as in torchvision's files: <c>layer1.0.conv1.weight</c>.
/// </remarks>
public static class Notation
{
    /// <summary>A convolution to <paramref name="width"/> channels.</summary>
    public static Layer Conv(long width, Size2 kernel, long stride = 1, Size2? pad = null, bool bias = true, Initializer? initializer = null) =>
        new ConvolutionLayer(Sliding(kernel, stride, pad), width, Bias: bias, Initializer: initializer);

    /// <summary>A 1 × 1 convolution to <paramref name="times"/> as many channels, without bias.</summary>
    public static Layer Expand(long times) => new ConvolutionLayer(Sliding(1, 1, null), Width: null, Expansion: times, Bias: false);

    /// <summary>A convolution of each channel by itself, without bias.</summary>
    public static Layer Depthwise(Size2 kernel, long stride = 1) => new ConvolutionLayer(Sliding(kernel, stride, null), Width: null, Depthwise: true, Bias: false);

    /// <summary>A fully connected layer (N, features) → (N, <paramref name="width"/>).</summary>
    public static Layer Dense(long width) => new DenseLayer(width);

    public static Layer BatchNorm(float epsilon = 1e-5f) => new BatchNormLayer(epsilon);

    public static Layer Relu() => new OperationLayer("relu", new Relu());

    /// <summary>x cut to [0, 6].</summary>
    public static Layer Relu6() => new OperationLayer("relu6", new Clip(0, 6));

    public static Layer Dropout(float ratio) => new OperationLayer("dropout", new Dropout(ratio));

    /// <param name="ceiling">Whether a last window that sticks out of the picture counts.</param>
    public static Layer MaxPool(Size2 kernel, long stride, Size2? pad = null, bool ceiling = false) =>
        new OperationLayer("maxpool", new MaxPool(Sliding(kernel, stride, pad) with { Ceiling = ceiling }));

    /// <summary>The mean of each window; padded zeros count, as in PyTorch.</summary>
    public static Layer AveragePool(Size2 kernel, long stride, Size2? pad = null) =>
        new OperationLayer("avgpool", new AveragePool(Sliding(kernel, stride, pad), CountPadding: true));

    public static Layer GlobalAveragePool() => new OperationLayer("avgpool", new GlobalAveragePool());

    public static Layer Flatten() => new OperationLayer("flatten", new Flatten());

    /// <summary>Any operation without weights.</summary>
    public static Layer Apply(string kind, Op op) => new OperationLayer(kind, op);

    /// <summary>Layers one after the other, called by their places: PyTorch's Sequential.</summary>
    /// <param name="first">The place of the first, where the list goes on from another one of the same name.</param>
    public static Layer Sequence(IEnumerable<Layer> layers, int first = 0) => new SequenceLayer([.. layers], first);

    /// <inheritdoc cref="Sequence(IEnumerable{Layer}, int)"/>
    public static Layer Sequence(params ReadOnlySpan<Layer> layers) => new SequenceLayer([.. layers], 0);

    /// <summary>Layers one after the other, called by their names; those without one by their kind.</summary>
    public static Layer Chain(params ReadOnlySpan<Layer> layers) => new ChainLayer([.. layers]);

    /// <summary>x + branch(x), then the activation.</summary>
    /// <param name="projection">What x goes through where the branch changes its shape, with its name; null to leave the shortcut out there.</param>
    public static Layer Residual(ReadOnlySpan<Layer> branch, (string Name, Layer Layer)? projection = null, Layer? activation = null) =>
        new ResidualLayer(new([.. branch]), projection is { } named ? new(named.Name, named.Layer) : null, activation);

    /// <summary>Layers side by side on the same input; their channels are joined.</summary>
    public static Layer Branches(params ReadOnlySpan<Layer> branches) => new BranchesLayer([.. branches]);

    private static Window Sliding(Size2 kernel, long stride, Size2? pad) => new(kernel) { Stride = stride, Pad = pad ?? new Size2(kernel.Height / 2, kernel.Width / 2) };
}
