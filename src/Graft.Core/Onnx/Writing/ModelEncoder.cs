using Graft.Graphs;
using Graft.Onnx.Protobuf;

namespace Graft.Onnx.Writing;

/// <summary>A graph as the messages of an ONNX file, all but the bytes of its weights.</summary>
internal sealed class ModelEncoder
{
    /// <summary>The initializers: the graph's weights, then the constants that stand for attributes.</summary>
    public OrderedDictionary<string, Tensor> Initializers { get; } = new(StringComparer.Ordinal);

    /// <summary>The model without its graph.</summary>
    public ModelProto Model { get; }

    /// <summary>The graph without its initializers.</summary>
    public GraphProto Graph { get; }

    /// <exception cref="OnnxException">ONNX cannot express the graph in this form.</exception>
    public ModelEncoder(Graph graph, OnnxForm? form = null)
    {
        form ??= OnnxForm.Plain;
        long opset = Math.Max(PictureEncoder.OpsetOf(form.Pictures), graph.Nodes.Select(node => OperationWriter.OpsetOf(node.Op)).DefaultIfEmpty().Max(opset => Math.Max(opset, 13)));
        IReadOnlyDictionary<string, TensorType> types = graph.InferShapes();
        HashSet<string> taken = [.. types.Keys];
        foreach ((string name, Tensor tensor) in graph.Weights)
        {
            Initializers.Add(name, tensor);
        }
        Graph = new GraphProto { Name = graph.Name };
        StoredWeights? stored = form.Quantization is { } table ? new StoredBytes(graph, table, AddConstant, Replace) : form.HalfWeights ? new StoredHalves(graph, AddConstant, Replace) : null;
        Graph.Input.AddRange(graph.Inputs.Select(input => Describe(input.Name, input.Type)));
        Graph.Output.AddRange(graph.Outputs.Select(output => Describe(output, types[output])));
        if (form.Pictures != PictureInput.Prepared)
        {
            PictureEncoder.Surround(Graph, graph, form.Pictures, AddConstant);
        }
        Graph.Node.AddRange(graph.Inputs.SelectMany(input => stored?.After(input.Name) ?? []));
        foreach (Node node in graph.Nodes)
        {
            NodeEncoder encoder = new(node, opset, AddConstant);
            OperationWriter.Write(encoder, node.Op, ShapeInference.InputsOf(node, types));
            Graph.Node.AddRange(stored?.Before(node, encoder.Done) ?? []);
            Graph.Node.AddRange(encoder.Before);
            Graph.Node.Add(encoder.Done);
            Graph.Node.AddRange(node.Outputs.SelectMany(output => stored?.After(output) ?? []));
        }
        if (form.Pictures != PictureInput.Prepared)
        {
            Graph.Node.Add(PictureEncoder.Ending(Graph));
        }
        Model = new ModelProto
        {
            // The version of the file format that came with the opset; older readers refuse a newer number.
            IrVersion = opset switch { <= 14 => 7, <= 18 => 8, _ => 9 },
            ProducerName = OnnxWriter.Producer,
            ProducerVersion = typeof(ModelEncoder).Assembly.GetName().Version?.ToString(3) ?? "",
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
            MetadataProps = { Metadata.Of(graph).Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }) },
        };

        string AddConstant(string name, Tensor tensor)
        {
            while (!taken.Add(name))
            {
                name += "_";
            }
            Initializers.Add(name, tensor);
            return name;
        }

        void Replace(string name, Tensor? by)
        {
            if (by is null)
            {
                Initializers.Remove(name);
            }
            else
            {
                Initializers[name] = by;
            }
        }
    }

    internal static ValueInfoProto Describe(string name, TensorType type)
    {
        TensorShapeProto shape = new();
        for (int axis = 0; axis < type.Shape.Rank; axis++)
        {
            long size = type.Shape[axis];
            shape.Dim.Add(size == Shape.Dynamic ? new TensorShapeProto.Types.Dimension { DimParam = axis == 0 ? "N" : $"{name}.{axis}" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        }
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = OnnxTypes.NumberOf(type.Element), Shape = shape } } };
    }
}
