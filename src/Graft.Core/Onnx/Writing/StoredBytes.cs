using Graft.Graphs;
using Graft.Onnx.Protobuf;
using Graft.Quantization;

namespace Graft.Onnx.Writing;

/// <summary>Values and weights in 8 bits, as QuantizeLinear and DequantizeLinear around the operations of the graph: ONNX Runtime makes one integer operation of each.</summary>
internal sealed class StoredBytes(Graph graph, QuantizationTable table, Func<string, Tensor, string> addConstant, Action<string, Tensor?> replace) : StoredWeights(addConstant, replace)
{
    /// <summary>What integers of a weight are called behind the weight's name.</summary>
    public const string WeightSuffix = ".int8", BiasSuffix = ".int32";

    private readonly Dictionary<(Node, int), string> own = [];
    private readonly Dictionary<string, int> readers = graph.Nodes.SelectMany(node => node.Inputs).CountBy(name => name).ToDictionary(StringComparer.Ordinal);

    public override IEnumerable<NodeProto> After(string value)
    {
        if (!table.Values.TryGetValue(value, out ByteScale bytes))
        {
            yield break;
        }
        string scale = Add(value + ".scale", Tensor.Scalar(bytes.Scale)), zero = Add(value + ".zero", Tensor.Lazy(ElementType.UInt8, [], () => new[] { bytes.Zero }));
        yield return Make("QuantizeLinear", value + ".quantized", value, scale, zero);
        yield return Make("DequantizeLinear", Names[value] = value + ".dequantized", value + ".quantized", scale, zero);
    }

    protected override IEnumerable<NodeProto> Prepare(Node node)
    {
        if (QuantizedLayer.Of(graph, node, table) is not { } layer)
        {
            yield break;
        }
        yield return Dequantized(node, 1, layer.Weight, WeightSuffix, ElementType.Int8, graph.Weights[layer.Weight].Shape, Array.AsReadOnlyBytes(layer.Integers), layer.Scales, layer.Axis);
        if (layer is { Bias: { } bias, BiasIntegers: { } integers })
        {
            yield return Dequantized(node, 2, bias, BiasSuffix, ElementType.Int32, [integers.Length], Array.AsReadOnlyBytes(integers), layer.BiasScales, 0);
        }
    }

    protected override string? NameFor(Node node, int slot) => own.GetValueOrDefault((node, slot));

    private NodeProto Dequantized(Node node, int slot, string weight, string suffix, ElementType type, Shape shape, ReadOnlyMemory<byte> bytes, float[] scales, int axis)
    {
        // A weight that several nodes read, each with an input of its own scale, is stored for each.
        bool isShared = readers[weight] > 1;
        string stem = isShared ? $"{weight}.{node.Name}" : weight;
        string integers = Add(stem + suffix, Tensor.Lazy(type, shape, () => bytes)), scale = Add(stem + ".scale", Tensor.Of([scales.Length], scales));
        string zero = Add(stem + ".zero", Tensor.Lazy(type, [scales.Length], () => new byte[scales.Length * type.Size]));
        own[(node, slot)] = stem + ".dequantized";
        if (--readers[weight] == 0)
        {
            Replace(weight, null);
        }
        return With(Make("DequantizeLinear", own[(node, slot)], integers, scale, zero), "axis", axis);
    }
}
