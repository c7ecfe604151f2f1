using Graft.Graphs;
using Graft.Wire;

namespace Graft.Onnx.Reading;

/// <summary>A node as the file has it.</summary>
internal sealed record OnnxNode(string Name, string OpType, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, OnnxAttribute> Attributes, string Doc)
{
    public static OnnxNode Read(ReadOnlyMemory<byte> message, string file, ExternalData external)
    {
        (string name, string type, string domain, string doc) = ("", "", "", "");
        (List<string> inputs, List<string> outputs) = ([], []);
        Dictionary<string, OnnxAttribute> attributes = new(StringComparer.Ordinal);
        WireReader reader = new(message, file, OnnxFault.Of);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: inputs.Add(reader.Text()); break;
                case 2: outputs.Add(reader.Text()); break;
                case 3: name = reader.Text(); break;
                case 4: type = reader.Text(); break;
                case 5:
                    OnnxAttribute attribute = OnnxAttribute.Read(reader.Bytes(), file, external);
                    attributes[attribute.Name] = attribute;
                    break;
                case 6: doc = reader.Text(); break;
                case 7: domain = reader.Text(); break;
                default: reader.Skip(); break;
            }
            reader.Bound(inputs.Count + outputs.Count + attributes.Count, "inputs and outputs of one node");
        }
        if (type.Length == 0 || outputs.Count == 0)
        {
            throw reader.Broken($"the node '{name}' {(type.Length == 0 ? "does not say its operation" : "makes nothing")}");
        }
        return new(name.Length > 0 ? name : outputs.FirstOrDefault(output => output.Length > 0, type), type, domain is "ai.onnx" ? "" : domain, inputs, outputs, attributes, doc);
    }
}

/// <summary>A named constant of a node. Only the field of its type is filled.</summary>
internal sealed record OnnxAttribute(string Name)
{
    public float? Float { get; private init; }

    public long? Long { get; private init; }

    public string? Text { get; private init; }

    public Tensor? Tensor { get; private init; }

    public bool IsGraph { get; private init; }

    public List<float> Floats { get; } = [];

    public List<long> Longs { get; } = [];

    public static OnnxAttribute Read(ReadOnlyMemory<byte> message, string file, ExternalData external)
    {
        OnnxAttribute attribute = new("");
        WireReader reader = new(message, file, OnnxFault.Of);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: attribute = attribute with { Name = reader.Text() }; break;
                case 2: attribute = attribute with { Float = reader.Float() }; break;
                case 3: attribute = attribute with { Long = reader.Long() }; break;
                case 4: attribute = attribute with { Text = reader.Text() }; break;
                case 5: attribute = attribute with { Tensor = TensorReader.Read(reader.Bytes(), file, external).Tensor }; break;
                case 6 or 11:
                    reader.Skip();
                    attribute = attribute with { IsGraph = true };
                    break;
                case 7: reader.Floats(attribute.Floats); break;
                case 8: reader.Longs(attribute.Longs); break;
                default: reader.Skip(); break;
            }
        }
        return attribute;
    }
}
