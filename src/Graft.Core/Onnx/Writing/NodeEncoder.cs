using System.Text;
using Google.Protobuf;
using Graft.Graphs;
using Graft.Onnx.Protobuf;
using AttributeType = Graft.Onnx.Protobuf.AttributeProto.Types.AttributeType;

namespace Graft.Onnx.Writing;

/// <summary>One node of a graph while it becomes a node of a file: its operation, inputs, and attributes.</summary>
/// <param name="opset">The version of the standard operations that the file will state.</param>
/// <param name="addConstant">Adds a constant that the standard wants as an input; returns its name.</param>
internal sealed class NodeEncoder(Node node, long opset, Func<string, Tensor, string> addConstant)
{
    private readonly NodeProto proto = new() { Name = node.Name, OpType = node.Op.Name, Input = { node.Inputs }, Output = { node.Outputs } };

    public Node Node => node;

    public long Opset => opset;

    public NodeProto Done => proto;

    /// <summary>Nodes that must stand before this one.</summary>
    public List<NodeProto> Before { get; } = [];

    /// <summary>Another operation than the graph's, with a note that lets our reader restore it.</summary>
    public void Instead(string operation, string note)
    {
        proto.OpType = operation;
        Note(note);
    }

    public void Set(string name, long value) => proto.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.Int, I = value });

    public void Set(string name, bool value) => Set(name, value ? 1 : 0);

    public void Set(string name, float value) => proto.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.Float, F = value });

    public void Set(string name, string value) => proto.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFrom(value, Encoding.UTF8) });

    public void Set(string name, IEnumerable<long> values) => proto.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { values } });

    public void Set(string name, IEnumerable<int> values) => Set(name, values.Select(value => (long)value));

    /// <summary>Connects constant integers as the next input.</summary>
    public void Input(string name, IEnumerable<long> values)
    {
        long[] list = [.. values];
        Input(name, Tensor.Of([list.Length], list));
    }

    public void Input(string name, IEnumerable<int> values) => Input(name, values.Select(value => (long)value));

    /// <summary>Connects a constant as the next input.</summary>
    public void Input(string name, Tensor tensor) => proto.Input.Add(addConstant($"{node.Name}.{name}", tensor));

    /// <summary>Takes the place of an input with a shape whose first size is the batch of a value.</summary>
    /// <param name="slot">The input replaced; the count of inputs to add one.</param>
    /// <param name="rest">The sizes after the first.</param>
    public void InputBatchAnd(int slot, string like, IEnumerable<long> rest)
    {
        (string shape, string batch, string target) = ($"{node.Name}.like", $"{node.Name}.batch", $"{node.Name}.target");
        Before.Add(new NodeProto { Name = shape, OpType = "Shape", Input = { like }, Output = { shape } });
        Before.Add(new NodeProto { Name = batch, OpType = "Slice", Input = { shape, Constant("first", [0]), Constant("second", [1]) }, Output = { batch } });
        NodeProto concat = new() { Name = target, OpType = "Concat", Input = { batch, Constant("rest", [.. rest]) }, Output = { target } };
        concat.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 0 });
        Before.Add(concat);
        while (proto.Input.Count <= slot)
        {
            NoInput();
        }
        proto.Input[slot] = target;

        string Constant(string suffix, long[] values) => addConstant($"{node.Name}.{suffix}", Tensor.Of([values.Length], values));
    }

    /// <summary>A text that only our own reader heeds.</summary>
    public void Note(string note) => proto.DocString = note;

    /// <summary>Leaves the next input out.</summary>
    public void NoInput() => proto.Input.Add("");
}
