using Google.Protobuf;
using Graft.Graphs;
using Graft.Onnx.Protobuf;
using Graft.Wire;

namespace Graft.Onnx.Reading;

/// <summary>An ONNX file taken apart, before its nodes are understood. Weights are slices of the mapped file.</summary>
internal sealed class OnnxModel
{
    /// <summary>Ten times the largest image networks.</summary>
    private const int MostParts = 100_000;

    private readonly ExternalData external;
    private readonly List<ValueInfoProto> within = [];

    /// <param name="file">How messages name the file.</param>
    public OnnxModel(ReadOnlyMemory<byte> bytes, string file, ExternalData external)
    {
        (File, FileLength, this.external) = (file, bytes.Length, external);
        WireReader reader = new(bytes, file, OnnxFault.Of);
        bool any = false;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: IrVersion = reader.Long(); break;
                case 2: Producer = reader.Text(); break;
                case 7:
                    ReadGraph(reader.Bytes());
                    any = true;
                    break;
                case 8: AddOpset(Parse(OperatorSetIdProto.Parser, reader.Bytes())); break;
                case 14: AddMetadata(Parse(StringStringEntryProto.Parser, reader.Bytes())); break;
                case 25: throw reader.Unsupported("it defines functions of its own", "export it without local functions (PyTorch: export_modules_as_functions=False)");
                default: reader.Skip(); break;
            }
        }
        if (!any)
        {
            throw reader.Broken("it holds no graph");
        }
        if (within.Count > 0)
        {
            // What stands around the network prepares pictures in the file's own way; Graft prepares them itself.
            Keep(Inputs, OutsideNote.Input);
            Keep(Outputs, OutsideNote.Output);
            string[] read = [.. Nodes.Where(node => node.Doc == OutsideNote.Node).SelectMany(node => node.Inputs)];
            Nodes.RemoveAll(node => node.Doc == OutsideNote.Node);
            foreach (string constant in read.Except(Nodes.SelectMany(node => node.Inputs)))
            {
                Initializers.Remove(constant);
            }
        }
    }

    /// <summary>How messages name the file.</summary>
    public string File { get; }

    public long FileLength { get; }

    public long IrVersion { get; private set; }

    public string Producer { get; private set; } = "";

    public string GraphName { get; private set; } = "";

    /// <summary>Versions of the operator sets by domain; the standard one is "".</summary>
    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public List<OnnxNode> Nodes { get; } = [];

    public OrderedDictionary<string, Tensor> Initializers { get; } = new(StringComparer.Ordinal);

    public List<ValueInfoProto> Inputs { get; } = [];

    public List<ValueInfoProto> Outputs { get; } = [];

    /// <summary>Whether Graft wrote the file, so that it is in canonical form to the letter.</summary>
    public bool IsOurs => Producer == OnnxWriter.Producer;

    private void ReadGraph(ReadOnlyMemory<byte> graph)
    {
        WireReader reader = new(graph, File, OnnxFault.Of);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: Nodes.Add(OnnxNode.Read(reader.Bytes(), File, external)); break;
                case 2: GraphName = reader.Text(); break;
                case 5: AddInitializer(TensorReader.Read(reader.Bytes(), File, external)); break;
                case 11: Inputs.Add(Parse(ValueInfoProto.Parser, reader.Bytes())); break;
                case 12: Outputs.Add(Parse(ValueInfoProto.Parser, reader.Bytes())); break;
                case 13: AddWithin(Parse(ValueInfoProto.Parser, reader.Bytes())); break;
                case 15: throw reader.Unsupported("it has sparse weights", "export it with dense ones");
                default: reader.Skip(); break;
            }
            reader.Bound(Nodes.Count + Inputs.Count + Outputs.Count + within.Count + Initializers.Count, "nodes, inputs and weights", MostParts);
        }
    }

    private void AddWithin(ValueInfoProto value)
    {
        if (value.DocString is OutsideNote.Input or OutsideNote.Output)
        {
            within.Add(value);
        }
    }

    private void Keep(List<ValueInfoProto> values, string note)
    {
        values.Clear();
        values.AddRange(within.Where(value => value.DocString == note));
    }

    private void AddInitializer((string Name, Tensor Tensor) weight)
    {
        if (!Initializers.TryAdd(weight.Name, weight.Tensor))
        {
            throw new OnnxException($"{File}: two weights are named '{weight.Name}'. The file is damaged; export it again.");
        }
    }

    private void AddOpset(OperatorSetIdProto opset) => Opsets[opset.Domain == "ai.onnx" ? "" : opset.Domain] = opset.Version;

    private void AddMetadata(StringStringEntryProto entry) => Metadata[entry.Key] = entry.Value;

    private T Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> bytes) where T : IMessage<T>
    {
        try
        {
            return parser.WithDiscardUnknownFields(true).ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new WireReader(bytes, File, OnnxFault.Of).Broken($"a {typeof(T).Name} cannot be read ({error.Message.TrimEnd('.')})");
        }
    }
}
