using Graft.Graphs;
using Graft.Onnx.Protobuf;

namespace Graft.Onnx.Writing;

/// <summary>What a form stores in another way than the graph has it: nodes that bring weights and values back, and the names under which others read them.</summary>
/// <param name="addConstant">Adds a constant; returns its name.</param>
/// <param name="replace">Puts another constant in the place of a weight.</param>
internal abstract class StoredWeights(Func<string, Tensor, string> addConstant, Action<string, Tensor?> replace)
{
    /// <summary>What the values of the graph are called where they are read.</summary>
    protected Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes that must follow a value as soon as it is made.</summary>
    public virtual IEnumerable<NodeProto> After(string value) => [];

    /// <summary>Nodes that must stand before a node; its inputs are renamed to what they make.</summary>
    public IEnumerable<NodeProto> Before(Node node, NodeProto written)
    {
        NodeProto[] before = [.. Prepare(node)];
        for (int slot = 0; slot < node.Inputs.Count; slot++)
        {
            if (written.Input[slot] == node.Inputs[slot] && (NameFor(node, slot) ?? Names.GetValueOrDefault(node.Inputs[slot])) is { } name)
            {
                written.Input[slot] = name;
            }
        }
        return before;
    }

    protected abstract IEnumerable<NodeProto> Prepare(Node node);

    /// <summary>A name that only this node reads an input by; null for the usual one.</summary>
    protected virtual string? NameFor(Node node, int slot) => null;

    protected string Add(string name, Tensor tensor) => addConstant(name, tensor);

    /// <param name="by">Null to leave the weight out.</param>
    protected void Replace(string weight, Tensor? by) => replace(weight, by);

    protected static NodeProto Make(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        NodeProto node = new() { Name = output, OpType = operation, Output = { output } };
        foreach (string input in inputs)
        {
            node.Input.Add(input);
        }
        return node;
    }

    protected static NodeProto With(NodeProto node, string name, long value)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        return node;
    }
}

/// <summary>Weights in half precision, each behind a Cast that ONNX Runtime works out once, when it loads the model.</summary>
internal sealed class StoredHalves(Graph graph, Func<string, Tensor, string> addConstant, Action<string, Tensor?> replace) : StoredWeights(addConstant, replace)
{
    protected override IEnumerable<NodeProto> Prepare(Node node)
    {
        foreach (string weight in node.Inputs.Where(name => !Names.ContainsKey(name)).Distinct())
        {
            if (graph.Weights.TryGet(weight, out Tensor? tensor) && HalfWeights.Concerns(tensor) && HalfWeights.Fits(tensor))
            {
                Replace(weight, HalfWeights.Of(tensor));
                Names[weight] = weight + ".float32";
                yield return With(Make("Cast", Names[weight], weight), "to", OnnxTypes.NumberOf(ElementType.Float32));
            }
        }
    }
}
