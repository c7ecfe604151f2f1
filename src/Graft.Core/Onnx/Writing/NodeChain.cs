using System.Text;
using Google.Protobuf;
using Graft.Graphs;
using Graft.Onnx.Protobuf;
using AttributeType = Graft.Onnx.Protobuf.AttributeProto.Types.AttributeType;

namespace Graft.Onnx.Writing;

/// <summary>Writes nodes that stand outside a network, under names of their own.</summary>
internal sealed class NodeChain(GraphProto file, Graph graph, Func<string, Tensor, string> addConstant)
{
    private readonly string prefix = graph.Unused("pixels");

    /// <summary>Adds a node that makes one value; returns its name.</summary>
    /// <param name="inputs">Empty names leave an input out.</param>
    /// <param name="attributes">Of whole numbers, lists of them, or texts.</param>
    public string Add(string operation, string name, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes) => AddAs($"{prefix}.{name}", operation, inputs, attributes);

    /// <summary>The same under a name that another asks for.</summary>
    public string AddAs(string output, string operation, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        NodeProto node = new() { Name = output, OpType = operation, Input = { inputs }, Output = { output }, DocString = OutsideNote.Node };
        foreach ((string name, object value) in attributes)
        {
            node.Attribute.Add(value switch
            {
                long number => new AttributeProto { Name = name, Type = AttributeType.Int, I = number },
                float number => new AttributeProto { Name = name, Type = AttributeType.Float, F = number },
                long[] numbers => new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { numbers } },
                _ => new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFrom((string)value, Encoding.UTF8) },
            });
        }
        file.Node.Add(node);
        return output;
    }

    public string Constant(string name, Tensor tensor) => addConstant($"{prefix}.{name}", tensor);

    public string Integers(string name, long[] values) => Constant(name, Tensor.Of([values.Length], values));
}
