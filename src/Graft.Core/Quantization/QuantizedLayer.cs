using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Quantization;

/// <summary>The weights of a convolution or dense layer in 8 bits, each output channel with a scale of its own, and its bias in 32 bits.</summary>
/// <remarks>
/// Weight = integer · scale with integers in ±127, symmetric; bias = integer · (scale of the input · scale of the channel): what ONNX Runtime takes for QLinearConv and QGemm
/// (Jacob et al. 2018, arXiv:1712.05877, §2.2 and §2.4; scales for each channel after Krishnamoorthi 2018, arXiv:1806.08342, §3.1).
/// </remarks>
public sealed class QuantizedLayer
{
    /// <summary>A bias of more would leave 32 bits together with what is added to it.</summary>
    private const double LargestBias = 1 << 30;

    private QuantizedLayer(string weight, string? bias, int axis, float[] scales, float[] biasScales, float[] values, Shape shape, float[]? biases)
    {
        (Weight, Bias, Axis, Scales, BiasScales) = (weight, bias, axis, scales, biasScales);
        int inner = (int)shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        Integers = new sbyte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Integers[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[ChannelOf(i, inner)]), -127, 127);
        }
        BiasIntegers = biases is null ? null : [.. biases.Select((value, channel) => (int)Math.Round(value / (double)biasScales[channel]))];
        Channel = i => ChannelOf(i, inner);
    }

    /// <summary>The name of the weight.</summary>
    public string Weight { get; }

    /// <summary>The name of the bias; null where there is none.</summary>
    public string? Bias { get; }

    /// <summary>The axis of the weight that counts output channels.</summary>
    public int Axis { get; }

    /// <summary>For each output channel, what an integer of the weight is multiplied by.</summary>
    public float[] Scales { get; }

    /// <summary>For each output channel, what an integer of the bias is multiplied by.</summary>
    public float[] BiasScales { get; }

    /// <summary>In the order of the weight.</summary>
    public sbyte[] Integers { get; }

    public int[]? BiasIntegers { get; }

    /// <summary>The output channel of a place in the weight.</summary>
    public Func<int, int> Channel { get; }

    /// <summary>The layer that a node is; null where it is none, or its input is not kept in 8 bits.</summary>
    public static QuantizedLayer? Of(Graph graph, Node node, QuantizationTable table)
    {
        if (AxisOf(graph, node) is not { } axis || !table.Values.TryGetValue(node.Inputs[0], out ByteScale input))
        {
            return null;
        }
        Tensor weight = graph.Weights[node.Inputs[1]];
        string? bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? node.Inputs[2] : null;
        float[] values = weight.ToFloats();
        float[]? biases = bias is null ? null : graph.Weights[bias].ToFloats();
        int channels = (int)weight.Shape[axis], inner = (int)weight.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        float[] scales = new float[channels];
        for (int i = 0; i < values.Length; i++)
        {
            ref float scale = ref scales[i / inner % channels];
            scale = Math.Max(scale, MathF.Abs(values[i]) / 127);
        }
        for (int channel = 0; channel < channels; channel++)
        {
            // A channel of weights near 0 beside a large bias: its bias decides.
            double least = biases is null ? 0 : Math.Abs(biases[channel]) / (LargestBias * input.Scale);
            scales[channel] = (float)Math.Max(scales[channel], least) is var scale && float.IsNormal(scale) ? scale : 1;
        }
        return new(node.Inputs[1], bias, axis, scales, [.. scales.Select(scale => scale * input.Scale)], values, weight.Shape, biases);
    }

    /// <summary>The axis of output channels, for a layer whose weights can be kept in 8 bits; null for any other node.</summary>
    internal static int? AxisOf(Graph graph, Node node)
    {
        int? axis = node.Op switch
        {
            Conv => 0,
            Gemm { TransposeA: false, Alpha: 1, Beta: 1 } dense => dense.TransposeB ? 0 : 1,
            MatMul => 1,
            _ => null,
        };
        return axis is not null && node.Inputs.Count > 1 && IsFloat(node.Inputs[1], node.Op is Conv ? 4 : 2) && !graph.Weights.Contains(node.Inputs[0])
            && (node.Inputs.Count <= 2 || node.Inputs[2].Length == 0 || IsFloat(node.Inputs[2], 1)) ? axis : null;

        bool IsFloat(string name, int rank) => graph.Weights.TryGet(name, out Tensor? tensor) && tensor.Type == ElementType.Float32 && tensor.Shape.Rank == rank;
    }

    private int ChannelOf(int place, int inner) => place / inner % Scales.Length;
}
