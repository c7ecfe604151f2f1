using Graft.Graphs;
using Graft.Onnx.Reading.Operations;

namespace Graft.Onnx.Reading;

/// <summary>Works out, while reading, what needs no picture: constants, and sizes computed from shapes.</summary>
internal static class Folding
{
    /// <summary>Operations that appear only in such computations.</summary>
    public static IEnumerable<string> Names => ["Constant", "Shape", "Size", "ConstantOfShape", .. SizeArithmetic.Names];

    /// <summary>Whether the node's outputs became known, so that the graph needs no node for it.</summary>
    public static bool TryFold(NodeImport node)
    {
        switch (node.Node.OpType)
        {
            case "Constant": node.Graph.SetConstant(node.Node.Outputs[0], ConstantOf(node)); return true;
            case "Shape": SetShape(node); return true;
            case "Size": node.Alias(ImportedValue.Of(node.Node.Outputs[0], [SymbolicShapes.Product(node.Value(0).Sizes)], isScalar: true)); return true;
            case "ConstantOfShape": Filled(node); return true;
            case "Cast" when node.Graph.Model.IsOurs && node.Value(0) is { Constant: { Type: ElementType.Float16 } half } narrow && node.Long("to", 0) == OnnxTypes.NumberOf(ElementType.Float32):
                // A weight stored in half precision is a weight of the graph, under its own name.
                node.Alias(ImportedValue.Of(narrow.Name, half.AsFloat32()));
                return true;
        }
        ImportedValue?[] read = [.. Enumerable.Range(0, node.InputCount).Select(slot => node.Has(slot) ? node.Graph.Find(node.Node.Inputs[slot]) : null)];
        if (!read.Any(value => value is not null) || read.Any(value => value is { IsComputed: true }))
        {
            return false;
        }
        bool allConstant = read.All(value => value is null or { Constant: not null });
        if (allConstant && node.Graph.Model.IsOurs && !read.Any(value => value is { IsFromShape: true }))
        {
            return false;
        }
        return (allConstant && ConstantArithmetic.TryFold(node, read)) || SizeArithmetic.TryFold(node, read);
    }

    private static Tensor ConstantOf(NodeImport node)
    {
        foreach (OnnxAttribute attribute in node.Node.Attributes.Values)
        {
            switch (attribute.Name)
            {
                case "value" when attribute.Tensor is { } tensor: return tensor;
                case "value_float" when attribute.Float is { } number: return Tensor.Scalar(number);
                case "value_int" when attribute.Long is { } number: return Tensor.Of([], [number]);
                case "value_floats": return Tensor.Of([attribute.Floats.Count], [.. attribute.Floats]);
                case "value_ints": return Tensor.Of([attribute.Longs.Count], [.. attribute.Longs]);
            }
        }
        throw node.Fault($"has no value that Graft reads, but {(node.Node.Attributes.Count == 0 ? "nothing" : string.Join(", ", node.Node.Attributes.Keys))}", "Export the model with constants of numbers.");
    }

    private static void SetShape(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        (int start, int end) = (Place(node.Long("start", 0)), Place(node.Long("end", x.Rank)));
        node.Alias(ImportedValue.Of(node.Node.Outputs[0], x.Sizes.Skip(start).Take(Math.Max(0, end - start)), isScalar: false));

        int Place(long place) => (int)Math.Clamp(place < 0 ? place + x.Rank : place, 0, x.Rank);
    }

    private static void Filled(NodeImport node)
    {
        long[] sizes = node.Numbers(0, "shape");
        Tensor fill = node.Node.Attributes.TryGetValue("value", out OnnxAttribute? attribute) && attribute.Tensor is { } value ? value : Tensor.Scalar(0);
        Shape shape = Shape.Of(sizes);
        if (sizes.Any(size => size < 0) || !node.Graph.MayFold(checked(shape.Elements * 8)) || fill.Shape.Elements != 1)
        {
            throw node.Fault($"makes a constant of shape {shape}", "Graft makes constants of known and moderate size only; export the model with a fixed picture size.");
        }
        node.Graph.SetConstant(node.Node.Outputs[0], fill.Type.IsFloat
            ? Tensor.Of(shape, [.. Enumerable.Repeat(fill.ToFloats()[0], (int)shape.Elements)])
            : Tensor.Of(shape, [.. Enumerable.Repeat((long)fill.ToFloats()[0], (int)shape.Elements)]));
    }
}
