using Graft.Graphs;
using Graft.Onnx.Writing;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Networks in 8 bits, read as the networks of floats that they stand for: weights become the numbers that their integers mean, and values are not rounded on the way.</summary>
/// <remarks>ONNX Runtime runs the file itself, rounding included; the graph serves for everything else that wants to know the network.</remarks>
internal static class Quantizing
{
    public static void Quantize(NodeImport node) => node.Alias(node.Value(0));

    public static void Dequantize(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        if (x.Constant is not { } integers || x.Element.IsFloat)
        {
            node.Alias(x.Element.IsFloat ? x : throw node.Fault($"turns a value of {x.Element} into numbers", "Graft reads networks whose input is numbers; export the model with a float input."));
            return;
        }
        float[] scales = ConstantOf(node, 1), zeros = node.Has(2) ? ConstantOf(node, 2) : new float[scales.Length];
        int axis = scales.Length == 1 ? 0 : Axis(node.Int("axis", 1), integers.Shape.Rank);
        if (node.Long("block_size", 0) != 0 || zeros.Length != scales.Length || scales.Length == 0 || (scales.Length > 1 && integers.Shape[axis] != scales.Length))
        {
            throw node.Fault($"has {scales.Length} scales and {zeros.Length} zero points for a weight of shape {integers.Shape}", "Graft reads one scale for a weight, or one for each channel.");
        }
        int inner = scales.Length == 1 ? int.MaxValue : (int)Math.Min(int.MaxValue, integers.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size));
        Tensor numbers = Tensor.Lazy(ElementType.Float32, integers.Shape, () =>
        {
            float[] values = integers.ToFloats();
            for (int i = 0; i < values.Length; i++)
            {
                int channel = i / inner % scales.Length;
                values[i] = (values[i] - zeros[channel]) * scales[channel];
            }
            return Array.AsReadOnlyBytes(values);
        });
        string name = node.Graph.Model.IsOurs ? Plain(x.Name) : node.Node.Outputs[0];
        node.Alias(name == node.Node.Outputs[0] ? ImportedValue.Of(name, numbers) : node.Graph.NewConstant(name, numbers));
    }

    private static float[] ConstantOf(NodeImport node, int slot) => node.Value(slot).Constant is { Shape.Rank: <= 1 } tensor ? tensor.ToFloats() : throw node.Fault($"takes '{node.Node.Inputs[slot]}' from another node", "Graft reads scales and zero points that are constants.");

    private static int Axis(int axis, int rank) => axis >= -rank && axis < rank ? (axis + rank) % rank : throw new GraphException($"there is no axis {axis} among {rank}");

    /// <summary>What the weight was called before it was stored as integers.</summary>
    private static string Plain(string name) =>
        name.EndsWith(StoredBytes.WeightSuffix, StringComparison.Ordinal) ? name[..^StoredBytes.WeightSuffix.Length]
        : name.EndsWith(StoredBytes.BiasSuffix, StringComparison.Ordinal) ? name[..^StoredBytes.BiasSuffix.Length] : name;
}
