using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Operations on several values.</summary>
internal static class Arithmetic
{
    public static void Binary(NodeImport node, Op op) => node.Emit(op, Fitting(node, node.Value(0), node.Value(1)), Fitting(node, node.Value(1), node.Value(0)));

    /// <summary>An operation on any number of values becomes a chain of operations on two.</summary>
    public static void Chain(NodeImport node, Op op)
    {
        ImportedValue[] read = Read(node);
        if (read.Length == 1)
        {
            node.Alias(read[0]);
            return;
        }
        ImportedValue left = read[..^1].Aggregate((sum, next) => node.Step(op, sum, next));
        node.Emit(op, left, read[^1]);
    }

    public static void Mean(NodeImport node)
    {
        ImportedValue[] read = Read(node);
        ImportedValue sum = read.Aggregate((sum, next) => node.Step(new Add(), sum, next));
        node.Emit(new Mul(), sum, node.Number(1f / read.Length));
    }

    private static ImportedValue[] Read(NodeImport node) => node.InputCount <= 1000 ? [.. Enumerable.Range(0, Math.Max(1, node.InputCount)).Select(node.Value)]
        : throw node.Fault($"reads {node.InputCount} values", "Graft reads up to 1000 at once; the file is damaged.");

    /// <summary>An integer constant beside a float, such as the exponent of Pow, as a float.</summary>
    private static ImportedValue Fitting(NodeImport node, ImportedValue value, ImportedValue other) =>
        value.Constant is { Type.IsFloat: false, ByteLength: <= 8 } tensor && other.Element.IsFloat
            ? node.Graph.NewConstant($"{value.Name}.float", Tensor.Of(tensor.Shape, tensor.ToFloats())) : value;
}
