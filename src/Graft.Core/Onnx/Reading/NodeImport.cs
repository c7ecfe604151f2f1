using Graft.Graphs;

namespace Graft.Onnx.Reading;

/// <summary>One node of the file while it becomes one or more nodes of the graph: its attributes and inputs, each read with a clear error.</summary>
internal sealed class NodeImport(GraphImport graph, OnnxNode node)
{
    public GraphImport Graph => graph;

    public OnnxNode Node => node;

    public long Opset => graph.Opset;

    public void Run()
    {
        if (node.Domain.Length > 0)
        {
            throw Unsupported();
        }
        try
        {
            if (!Folding.TryFold(this))
            {
                (OperationTable.Find(node.OpType) ?? throw Unsupported())(this);
            }
        }
        catch (Exception error) when (error is GraphException or ArgumentException or IndexOutOfRangeException or OverflowException or InvalidOperationException)
        {
            throw new OnnxException($"{Place}: {error.Message.TrimEnd('.')}. The file contradicts the standard or is damaged; export it again.", error);
        }
    }

    /// <summary>File, node and operation, as messages name them.</summary>
    public string Place => $"{graph.Model.File}: node '{node.Name}' ({node.OpType})";

    /// <summary>An error about this node.</summary>
    public OnnxException Fault(string fact, string remedy) => new($"{Place} {fact}. {remedy}");

    public float Float(string name, float otherwise) => node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Float ?? otherwise : otherwise;

    public long Long(string name, long otherwise) => node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Long ?? otherwise : otherwise;

    public int Int(string name, int otherwise) => checked((int)Long(name, otherwise));

    public string Text(string name, string otherwise) => node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Text ?? otherwise : otherwise;

    /// <summary>A list of integers; null where the attribute is absent.</summary>
    public long[]? Longs(string name) => node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? [.. attribute.Longs] : null;

    public bool Has(int slot) => slot < node.Inputs.Count && node.Inputs[slot].Length > 0;

    public int InputCount => node.Inputs.Count;

    public ImportedValue Value(int slot) =>
        !Has(slot) ? throw Fault($"has no input {slot}", "The file is damaged; export it again.")
        : graph.Find(node.Inputs[slot]) ?? throw Fault($"reads '{node.Inputs[slot]}', which nothing before it makes", "An optional second output that Graft leaves out, or a damaged file; export it for inference.");

    /// <summary>Known integers, given as an input (from some opset on) or as an attribute; null where absent.</summary>
    public long[]? LongsAt(int slot, string name) => Has(slot) ? Numbers(slot, name) : Longs(name);

    /// <summary>The integers of an input that must be known before the graph runs.</summary>
    public long[] Numbers(int slot, string name)
    {
        ImportedValue value = Value(slot);
        return value.Integers is { } integers && integers.All(item => item.IsNumber) ? [.. integers.Select(item => item.Factor)]
            : value.Constant is { } tensor && tensor.Shape.Rank <= 1 && !tensor.Type.IsFloat ? tensor.ToLongs()
            : throw Fault($"takes its {name} from '{node.Inputs[slot]}', which is known only when the graph runs", "Export the model with a fixed picture size.");
    }

    /// <summary>A single known number, given as an input (from some opset on) or as an attribute.</summary>
    public float Scalar(int slot, string name, float otherwise)
    {
        if (!Has(slot))
        {
            return Float(name, otherwise);
        }
        return Value(slot).Constant is { Shape: var shape } tensor && shape.Rank <= 1 && shape.Elements == 1 ? tensor.ToFloats()[0]
            : throw Fault($"takes its {name} from '{node.Inputs[slot]}', which is not a constant number", "Export the model with constant arguments.");
    }

    /// <summary>Emits the node's one operation on its first inputs.</summary>
    /// <param name="inputs">How many inputs the operation reads; optional ones may be absent at the end.</param>
    public void Emit(Op op, int inputs = 1)
    {
        int count = Math.Min(inputs, node.Inputs.Count);
        while (count > 0 && !Has(count - 1))
        {
            count--;
        }
        Emit(op, [.. Enumerable.Range(0, count).Select(slot => Has(slot) ? Value(slot) : null)]);
    }

    /// <summary>Emits the operation that makes the node's main output.</summary>
    public void Emit(Op op, params ImportedValue?[] read) => Add(op, read, [.. node.Outputs.Take(1)]);

    /// <summary>Emits an operation that makes all outputs of the node.</summary>
    public void EmitAll(Op op, params ImportedValue?[] read) => Add(op, read, [.. node.Outputs]);

    /// <summary>Emits an operation on the way to the main output.</summary>
    public ImportedValue Step(Op op, params ImportedValue?[] read) => Add(op, read, [graph.FreeName($"{node.Outputs[0]}.{op.Name}")]);

    /// <summary>A constant that the operation needs beside its inputs.</summary>
    public ImportedValue Number(float value) => graph.NewConstant($"{node.Outputs[0]}.constant", Tensor.Scalar(value));

    /// <summary>Makes the node's output another name for a value, or makes known what it is.</summary>
    public void Alias(ImportedValue value) => graph.Set(node.Outputs[0], value);

    private ImportedValue Add(Op op, ImportedValue?[] read, ValueList<string> outputs)
    {
        if (read.FirstOrDefault(value => value is { Constant: null, Integers: not null }) is { } shape)
        {
            throw Fault($"computes with '{shape.Name}', which comes from the shape of the input", "Export the model with a fixed picture size.");
        }
        string name = graph.NodeName(outputs[0] == node.Outputs[0] ? node.Name : outputs[0]);
        Node made = new(name, op, [.. read.Select(value => value is null ? "" : graph.NameInGraph(value))], outputs);
        return graph.Emit(made, read)[0];
    }

    private OnnxException Unsupported() => new(
        $"{Place} of the domain '{(node.Domain.Length == 0 ? "ai.onnx" : node.Domain)}', opset {graph.Model.Opsets.GetValueOrDefault(node.Domain, 0)}, is not among the operations that Graft reads. "
        + (node.OpType.StartsWith("QLinear", StringComparison.Ordinal) || node.OpType.EndsWith("Integer", StringComparison.Ordinal) || node.OpType == "DynamicQuantizeLinear"
            ? "Of networks in 8 bits it reads those with QuantizeLinear and DequantizeLinear around operations of floats (QDQ). Export the model so, or in floats."
            : $"It reads those of image networks: {string.Join(", ", OperationTable.Names)}. Export the model without it."));
}
