using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Operations on each value by itself whose arguments changed from opset to opset.</summary>
internal static class Elementwise
{
    /// <summary>The bounds are attributes before opset 11 and inputs since.</summary>
    public static void Clip(NodeImport node) =>
        node.Emit(new Clip(node.Scalar(1, "min", float.NegativeInfinity), node.Scalar(2, "max", float.PositiveInfinity)));

    /// <summary>The ratio is an attribute before opset 12 and an input since. Whether the file was exported for training does not matter: a graph serves both.</summary>
    public static void Dropout(NodeImport node)
    {
        float ratio = node.Scalar(1, "ratio", 0.5f);
        node.Emit(node.Graph.Model.IsOurs && node.Node.Doc == DepthNote.Words ? new StochasticDepth(ratio) : new Dropout(ratio));
    }

    public static void Gelu(NodeImport node) => node.Emit(new Gelu(node.Text("approximate", "none") == "tanh"));

    /// <summary>Other tools leave these behind where they mean nothing; only in our own files is one meant.</summary>
    /// <remarks>PyTorch stores weights of equal values once, such as the zero biases of new layers, and hands them on through Identity. Training must tell them apart again, so each is a weight of its own name.</remarks>
    public static void Identity(NodeImport node)
    {
        if (node.Graph.Model.IsOurs)
        {
            node.Emit(Windows.Adaptive(node) ?? new Identity());
        }
        else if (node.Value(0) is { Constant: { } tensor, IsFromShape: false })
        {
            node.Graph.SetConstant(node.Node.Outputs[0], tensor);
        }
        else
        {
            node.Alias(node.Value(0));
        }
    }

    /// <summary>Between float types a cast is left out, since a graph computes in 32-bit floats.</summary>
    public static void Cast(NodeImport node)
    {
        long to = node.Long("to", 0);
        if (!OnnxTypes.TryGet(to, out ElementType type) || !type.IsFloat || !node.Value(0).Element.IsFloat)
        {
            throw node.Fault($"converts {node.Value(0).Element} to {(OnnxTypes.TryGet(to, out type) ? type : OnnxTypes.NameOf(to))}", "Graft reads networks that compute in floats; export the model without this conversion.");
        }
        node.Alias(node.Value(0));
    }

    /// <summary>Mish(x) = x · tanh(softplus(x)), as the standard defines it.</summary>
    public static void Mish(NodeImport node) => node.Emit(new Mul(), node.Value(0), node.Step(new Tanh(), node.Step(new Softplus(), node.Value(0))));

    /// <summary>Softmax and LogSoftmax: since opset 13 along one axis; before, over all axes from that axis on.</summary>
    public static void AlongAxis(NodeImport node, Func<int, Op> make)
    {
        if (node.Opset >= 13)
        {
            node.Emit(make(node.Int("axis", -1)));
            return;
        }
        ImportedValue x = node.Value(0);
        int axis = node.Int("axis", 1);
        int place = Axes.Normalize(axis, x.Rank);
        if (x.Sizes.Skip(place + 1).All(size => size == 1))
        {
            node.Emit(make(axis));
            return;
        }
        // The axes from this one on are folded into one and unfolded again; of those before it, at most one may be dynamic.
        ImportedValue folded = node.Step(new Reshape([.. Enumerable.Repeat(0L, place), -1]), x);
        ImportedValue soft = node.Step(make(-1), folded);
        node.Emit(new Reshape([.. Enumerable.Repeat(0L, place), .. x.Shape.Skip(place)]), soft);
    }
}
