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
    public static Layer Conv(long width, Size2 kernel, long stride = 1, Size2? pad = null, bool bias = true, Initializer? initializer = null, long groups = 1) =>
        new ConvolutionLayer(Sliding(kernel, stride, pad), width, Groups: groups, Bias: bias, Initializer: initializer);

    /// <summary>Square patches that tile the picture, each made <paramref name="width"/> channels.</summary>
    public static Layer Patches(long width, long side) => new ConvolutionLayer(Sliding(side, side, pad: (Size2)0), width, Tiles: true);

    /// <summary>A 1 × 1 convolution to <paramref name="times"/> as many channels, without bias.</summary>
    public static Layer Expand(long times) => new ConvolutionLayer(Sliding(1, 1, null), Width: null, Expansion: times, Bias: false);

    /// <summary>A convolution of each channel by itself.</summary>
    public static Layer Depthwise(Size2 kernel, long stride = 1, bool bias = false) => new ConvolutionLayer(Sliding(kernel, stride, null), Width: null, Groups: 0, Bias: bias);

    /// <summary>A fully connected layer over the last axis: (N, features) → (N, <paramref name="width"/>), (N, tokens, features) → (N, tokens, <paramref name="width"/>).</summary>
    public static Layer Dense(long width, bool bias = true, Initializer? initializer = null) => new DenseLayer(width, bias, initializer);

    /// <param name="momentum">The share of the old running statistics that stays at each training step; one minus PyTorch's.</param>
    public static Layer BatchNorm(float epsilon = 1e-5f, float momentum = 0.9f) => new BatchNormLayer(epsilon, momentum);

    /// <summary>Each vector along the last axis normalised by itself.</summary>
    public static Layer LayerNorm(float epsilon) => new LayerNormLayer(epsilon);

    /// <summary>The same for the channels of each pixel of a picture (N, C, H, W).</summary>
    public static Layer ChannelNorm(float epsilon) => Chain(ChannelsLast(), ("", LayerNorm(epsilon)), ChannelsFirst());

    public static Layer Relu() => new OperationLayer("relu", new Relu());

    /// <summary>x cut to [0, 6].</summary>
    public static Layer Relu6() => new OperationLayer("relu6", new Clip(0, 6));

    /// <summary>x · hard sigmoid of x, with h(x) = min(max(x + 3, 0), 6) / 6 (Howard et al. 2019, arXiv:1905.02244, §5.2).</summary>
    public static Layer HardSwish() => new OperationLayer("hardswish", new HardSwish());

    /// <summary>x · sigmoid(x), also called swish.</summary>
    public static Layer Silu() => Gate("silu", Apply("sigmoid", new Sigmoid()));

    /// <summary>x · Φ(x), exact.</summary>
    public static Layer Gelu() => new OperationLayer("gelu", new Gelu());

    public static Layer Dropout(float ratio) => new OperationLayer("dropout", new Dropout(ratio));

    /// <param name="ceiling">Whether a last window that sticks out of the picture counts.</param>
    public static Layer MaxPool(Size2 kernel, long stride, Size2? pad = null, bool ceiling = false) =>
        new OperationLayer("maxpool", new MaxPool(Sliding(kernel, stride, pad) with { Ceiling = ceiling }));

    /// <summary>The mean of each window; padded zeros count, as in PyTorch.</summary>
    public static Layer AveragePool(Size2 kernel, long stride, Size2? pad = null) =>
        new OperationLayer("avgpool", new AveragePool(Sliding(kernel, stride, pad), CountPadding: true));

    public static Layer GlobalAveragePool() => new OperationLayer("avgpool", new GlobalAveragePool());

    /// <summary>A trained factor for each channel, which starts at <paramref name="start"/> (Touvron et al. 2021, arXiv:2103.17239, §2); the layer's name is the weight's.</summary>
    public static Layer LayerScale(float start) => new LayerScaleLayer(start);

    /// <summary>(N, C, H, W) → (N, H, W, C)</summary>
    public static Layer ChannelsLast() => new OperationLayer("channels_last", new Transpose([0, 2, 3, 1]));

    /// <summary>(N, H, W, C) → (N, C, H, W)</summary>
    public static Layer ChannelsFirst() => new OperationLayer("channels_first", new Transpose([0, 3, 1, 2]));

    public static Layer Flatten() => new OperationLayer("flatten", new Flatten());

    /// <summary>Attention of every token to every other, of several heads.</summary>
    public static Layer SelfAttention(long heads) => new SelfAttentionLayer(heads);

    /// <summary>Attention within windows of a picture (N, H, W, C).</summary>
    /// <param name="shifted">Whether the windows are shifted by half their side.</param>
    public static Layer WindowAttention(long heads, long side, bool shifted) => new WindowAttentionLayer(heads, side, shifted);

    /// <summary>A picture (N, C, H, W) as tokens (N, 1 + H · W, C), the first of them trained; the layer's name is its weight's.</summary>
    public static Layer ClassToken() => new ClassTokenLayer();

    /// <summary>A trained vector for each token added to it; the layer's name is its weight's.</summary>
    public static Layer Positions() => new PositionLayer();

    /// <summary>Four pixels of a picture (N, H, W, C) side by side as one.</summary>
    public static Layer MergePatches() => new PatchMergingLayer();

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
    /// <param name="skipped">Stochastic depth: the share of pictures whose branch is left out while training.</param>
    public static Layer Residual(ReadOnlySpan<Layer> branch, (string Name, Layer Layer)? projection = null, Layer? activation = null, float skipped = 0) =>
        new ResidualLayer(new([.. branch]), projection is { } named ? new(named.Name, named.Layer) : null, activation, skipped);

    /// <summary>x · branch(x)</summary>
    public static Layer Gate(string kind, params ReadOnlySpan<Layer> branch) => new GateLayer(kind, new([.. branch]));

    /// <summary>Squeeze and excitation: the channels are weighed by what their means say, through <c>fc1</c> of <paramref name="squeezed"/> channels and <c>fc2</c>.</summary>
    /// <remarks>Hu et al. 2018 (arXiv:1709.01507), figure 2; the dense layers are 1 × 1 convolutions, as in torchvision.</remarks>
    public static Layer SqueezeExcitation(long squeezed, Layer activation, Op gate, long channels) =>
        Gate("se", GlobalAveragePool(), ("fc1", Conv(squeezed, kernel: 1)), activation, ("fc2", Conv(channels, kernel: 1)), Apply("gate", gate));

    /// <summary>Layers side by side on the same input; their channels are joined.</summary>
    public static Layer Branches(params ReadOnlySpan<Layer> branches) => new BranchesLayer([.. branches]);

    private static Window Sliding(Size2 kernel, long stride, Size2? pad) => new(kernel) { Stride = stride, Pad = pad ?? new Size2(kernel.Height / 2, kernel.Width / 2) };
}
