using System.Collections.Frozen;
using Graft.Graphs.Ops;
using Graft.Onnx.Reading.Operations;

namespace Graft.Onnx.Reading;

/// <summary>How each operation of the standard becomes operations of a graph.</summary>
internal static class OperationTable
{
    private static readonly FrozenDictionary<string, Action<NodeImport>> Table = new Dictionary<string, Action<NodeImport>>(StringComparer.Ordinal)
    {
        // Of each value by itself.
        ["Abs"] = node => node.Emit(new Abs()),
        ["Cast"] = Elementwise.Cast,
        ["Clip"] = Elementwise.Clip,
        ["Dropout"] = Elementwise.Dropout,
        ["Elu"] = node => node.Emit(new Elu(node.Float("alpha", 1))),
        ["Erf"] = node => node.Emit(new Erf()),
        ["Exp"] = node => node.Emit(new Exp()),
        ["Gelu"] = Elementwise.Gelu,
        ["HardSigmoid"] = node => node.Emit(new HardSigmoid(node.Float("alpha", 0.2f), node.Float("beta", 0.5f))),
        ["HardSwish"] = node => node.Emit(new HardSwish()),
        ["Identity"] = Elementwise.Identity,
        ["LeakyRelu"] = node => node.Emit(new LeakyRelu(node.Float("alpha", 0.01f))),
        ["Log"] = node => node.Emit(new Log()),
        ["LogSoftmax"] = node => Elementwise.AlongAxis(node, axis => new LogSoftmax(axis)),
        ["Mish"] = Elementwise.Mish,
        ["Neg"] = node => node.Emit(new Neg()),
        ["PRelu"] = node => node.Emit(new PRelu(), inputs: 2),
        ["Reciprocal"] = node => node.Emit(new Reciprocal()),
        ["Relu"] = node => node.Emit(new Relu()),
        ["Selu"] = node => node.Emit(new Selu(node.Float("alpha", 1.6732632f), node.Float("gamma", 1.0507010f))),
        ["Sigmoid"] = node => node.Emit(new Sigmoid()),
        ["Softmax"] = node => Elementwise.AlongAxis(node, axis => new Softmax(axis)),
        ["Softplus"] = node => node.Emit(new Softplus()),
        ["Sqrt"] = node => node.Emit(new Sqrt()),
        ["Tanh"] = node => node.Emit(new Tanh()),

        // Between numbers and bytes.
        ["DequantizeLinear"] = Quantizing.Dequantize,
        ["QuantizeLinear"] = Quantizing.Quantize,

        // Of several values.
        ["Add"] = node => Arithmetic.Binary(node, new Add()),
        ["Div"] = node => Arithmetic.Binary(node, new Div()),
        ["Max"] = node => Arithmetic.Chain(node, new Max()),
        ["Mean"] = Arithmetic.Mean,
        ["Min"] = node => Arithmetic.Chain(node, new Min()),
        ["Mul"] = node => Arithmetic.Binary(node, new Mul()),
        ["Pow"] = node => Arithmetic.Binary(node, new Pow()),
        ["Sub"] = node => Arithmetic.Binary(node, new Sub()),
        ["Sum"] = node => Arithmetic.Chain(node, new Add()),

        // With weights.
        ["BatchNormalization"] = node => node.Emit(new BatchNormalization(node.Float("epsilon", 1e-5f), node.Float("momentum", 0.9f)), inputs: 5),
        ["Conv"] = Windows.Conv,
        ["Gemm"] = node => node.Emit(new Gemm(node.Long("transA", 0) != 0, node.Long("transB", 0) != 0, node.Float("alpha", 1), node.Float("beta", 1)), inputs: 3),
        ["InstanceNormalization"] = node => node.Emit(new InstanceNormalization(node.Float("epsilon", 1e-5f)), inputs: 3),
        ["LayerNormalization"] = node => node.Emit(new LayerNormalization(node.Int("axis", -1), node.Float("epsilon", 1e-5f)), inputs: 3),
        ["LRN"] = node => node.Emit(new LRN(node.Long("size", 1), node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias", 1))),
        ["MatMul"] = node => node.Emit(new MatMul(), inputs: 2),

        // Over windows and axes.
        ["AveragePool"] = Windows.AveragePool,
        ["GlobalAveragePool"] = node => Windows.Global(node, new GlobalAveragePool()),
        ["GlobalMaxPool"] = node => Windows.Global(node, new GlobalMaxPool()),
        ["MaxPool"] = Windows.MaxPool,
        ["ReduceL2"] = Reductions.L2,
        ["ReduceMax"] = node => Reductions.Emit(node, (axes, keep) => new ReduceMax(axes, keep), axesAreInputFrom: 18),
        ["ReduceMean"] = node => Reductions.Emit(node, (axes, keep) => new ReduceMean(axes, keep), axesAreInputFrom: 18),
        ["ReduceSum"] = node => Reductions.Emit(node, (axes, keep) => new ReduceSum(axes, keep), axesAreInputFrom: 13),

        // Of shapes.
        ["Concat"] = Layouts.Concat,
        ["Expand"] = Layouts.Expand,
        ["Flatten"] = node => node.Emit(new Flatten(node.Int("axis", 1))),
        ["Gather"] = Layouts.Gather,
        ["Pad"] = Layouts.Pad,
        ["Reshape"] = Layouts.Reshape,
        ["Resize"] = Resizing.Resize,
        ["Slice"] = Layouts.Slice,
        ["Split"] = Layouts.Split,
        ["Squeeze"] = Layouts.Squeeze,
        ["Transpose"] = Layouts.Transpose,
        ["Unsqueeze"] = Layouts.Unsqueeze,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The operations read, and those that may appear in computations of constants and shapes.</summary>
    public static IEnumerable<string> Names => Table.Keys.Concat(Folding.Names).Distinct().Order(StringComparer.Ordinal);

    public static Action<NodeImport>? Find(string name) => Table.GetValueOrDefault(name);
}
