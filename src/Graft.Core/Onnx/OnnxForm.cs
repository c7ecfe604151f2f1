using Graft.Quantization;

namespace Graft.Onnx;

/// <summary>How a model file holds a network: what its weights are stored as, and what stands before and behind it.</summary>
/// <remarks>Whatever the form, <see cref="OnnxReader"/> gives back a network from float pictures to logits.</remarks>
public sealed record OnnxForm
{
    /// <summary>Weights as they are; float pictures in, the network's outputs out.</summary>
    public static OnnxForm Plain { get; } = new();

    /// <summary>Whether weights of two axes and more are stored in half precision. The network computes in 32-bit floats all the same; weights beyond the range stay as they are (<see cref="HalfWeights"/>).</summary>
    public bool HalfWeights { get; init; }

    /// <summary>Values and weights that are computed with in 8 bits; null for none.</summary>
    public QuantizationTable? Quantization { get; init; }

    /// <summary>What stands before the network; if anything does, a softmax stands behind it.</summary>
    public PictureInput Pictures { get; init; }
}

/// <summary>What a model file does with a picture before the network sees it.</summary>
public enum PictureInput
{
    /// <summary>Nothing: the input is the network's, (N, 3, height, width) float32.</summary>
    Prepared,

    /// <summary>Normalises it: the input is (N, height, width, 3) uint8, red, green, blue, of the network's own size.</summary>
    Cropped,

    /// <summary>Resizes, crops and normalises it: the input is (N, H, W, 3) uint8 of any size, the same for all pictures of a batch.</summary>
    AnySize,
}
