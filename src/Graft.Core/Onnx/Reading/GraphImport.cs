using Graft.Graphs;
using Graft.Onnx.Protobuf;

namespace Graft.Onnx.Reading;

/// <summary>The graph that grows while a file's nodes are read in order.</summary>
/// <param name="freesBatch">Whether a fixed batch size of the file's picture input becomes dynamic.</param>
internal sealed class GraphImport(OnnxModel model, bool freesBatch)
{
    /// <summary>The unknown that stands for the batch.</summary>
    public const string Batch = "N";

    /// <summary>More axes than any tensor of an image network has.</summary>
    public const int MostAxes = 16;

    private readonly Dictionary<string, ImportedValue> values = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    private readonly List<Node> nodes = [];
    private readonly List<GraphInput> inputs = [];
    private readonly HashSet<string> nodeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<Dim, ImportedValue> latest = [];
    private long folded;

    public OnnxModel Model => model;

    public long Opset { get; } = model.Opsets.GetValueOrDefault("", 1);

    /// <summary>The batch size that the file fixes and that was made dynamic; null if there is none.</summary>
    public long? FixedBatch { get; private set; }

    public Graph Run()
    {
        foreach ((string name, Tensor tensor) in model.Initializers)
        {
            SetConstant(name, tensor);
        }
        foreach (ValueInfoProto input in model.Inputs.Where(input => !model.Initializers.ContainsKey(input.Name)))
        {
            AddInput(input);
        }
        foreach (OnnxNode node in NodeOrder.Sort(model))
        {
            new NodeImport(this, node).Run();
        }
        return GraphAssembly.Build(model, inputs, nodes, weights, [.. model.Outputs.Select(output => Output(output.Name))]);
    }

    /// <summary>Whether a constant of this many bytes may be worked out and kept in memory; false when all of them together would outgrow the file.</summary>
    public bool MayFold(long bytes) => (folded += bytes) <= model.FileLength + (16 << 20);

    public ImportedValue? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>Makes a value of the file known under a name.</summary>
    public void Set(string name, ImportedValue value)
    {
        if (!values.TryAdd(name, value))
        {
            throw new OnnxException($"{model.File}: the value '{name}' is made twice. The file is damaged; export it again.");
        }
    }

    /// <summary>Makes a constant known; it becomes a weight of the graph when a node reads it as data.</summary>
    public void SetConstant(string name, Tensor tensor) => Set(name, ImportedValue.Of(name, model.IsOurs ? tensor : Widening.ToFloat32(tensor)));

    /// <summary>The name under which a node of the graph reads a value.</summary>
    public string NameInGraph(ImportedValue value)
    {
        if (value.Constant is { } tensor)
        {
            weights.TryAdd(value.Name, tensor);
        }
        return value.Name;
    }

    /// <summary>A new constant that becomes a weight, under a free name like this one.</summary>
    public ImportedValue NewConstant(string name, Tensor tensor)
    {
        string free = FreeName(name);
        SetConstant(free, tensor);
        return values[free];
    }

    /// <summary>The name itself, or with a number where a value already has it.</summary>
    public string FreeName(string name) => Free(name, values.ContainsKey);

    /// <summary>The name for a node of the graph: the file's where it is free among the nodes.</summary>
    public string NodeName(string name)
    {
        string free = Free(name, nodeNames.Contains);
        nodeNames.Add(free);
        return free;
    }

    private string Free(string name, Predicate<string> isTaken)
    {
        string free = name;
        while (isTaken(free))
        {
            // The count goes on from the last one, so that a file of equal names is read in linear time.
            numbers[name] = numbers.GetValueOrDefault(name, 1) + 1;
            free = $"{name}_{numbers[name]}";
        }
        return free;
    }

    /// <summary>Adds a node whose inputs are known, and makes its outputs known.</summary>
    public IReadOnlyList<ImportedValue> Emit(Node node, IReadOnlyList<ImportedValue?> read)
    {
        ValueList<TensorType> types = node.Op.Infer(new([.. read.Select(value => value?.Type)]));
        if (types.FirstOrDefault(type => type.Shape.Rank > MostAxes || type.Shape.Any(size => size < Shape.Dynamic)) is { Shape.Rank: > 0 } impossible)
        {
            throw new GraphException($"its output would have the shape {impossible.Shape}");
        }
        nodes.Add(node);
        ValueList<Dim>[] sizes = SymbolicShapes.Of(node.Op, read, types);
        List<ImportedValue> made = [];
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            made.Add(new ImportedValue(node.Outputs[i]) { Element = types[i].Element, Sizes = sizes[i] });
            Set(node.Outputs[i], made[i]);
            Note(made[i]);
        }
        return made;
    }

    /// <summary>The value made last whose first axis has this size; null if there is none.</summary>
    public ImportedValue? LatestWith(Dim size) => latest.GetValueOrDefault(size);

    private void Note(ImportedValue value)
    {
        if (value is { Rank: > 0 } && !value.Sizes[0].IsNumber)
        {
            latest[value.Sizes[0]] = value;
        }
    }

    private void AddInput(ValueInfoProto input)
    {
        TypeProto.Types.Tensor? type = input.Type?.TensorType;
        if (type?.Shape is null || !OnnxTypes.TryGet(type.ElemType, out ElementType element) || type.Shape.Dim.Count > MostAxes)
        {
            throw new OnnxException($"{model.File}: the input '{input.Name}' has no shape or no type that Graft reads. Graft needs an input of numbers with the shape (N, channels, height, width); export the model again with one.");
        }
        List<Dim> sizes = [.. type.Shape.Dim.Select((size, axis) =>
            size.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && size.DimValue > 0 ? size.DimValue : Dim.Unknown(axis == 0 ? Batch : $"{input.Name}.{axis}"))];
        if (freesBatch && sizes is [{ IsNumber: true } batch, _, _, _])
        {
            FixedBatch = batch.Factor;
            sizes[0] = Dim.Unknown(Batch);
        }
        ImportedValue value = new(input.Name) { Element = model.IsOurs || !element.IsFloat ? element : ElementType.Float32, Sizes = [.. sizes] };
        Set(input.Name, value);
        Note(value);
        inputs.Add(new(input.Name, value.Type));
    }

    /// <summary>The graph's name for an output; one that is another value or a constant under a second name gets a node of its own.</summary>
    private string Output(string name)
    {
        ImportedValue value = values.GetValueOrDefault(name) ?? throw new OnnxException($"{model.File}: nothing makes the output '{name}'. The file is damaged; export it again.");
        if (value.Constant is null && value.Integers is not null)
        {
            throw new OnnxException($"{model.File}: the output '{name}' is computed from the shape of the input; Graft reads networks whose outputs are computed from pictures.");
        }
        if (value.Name == name && value.Constant is null)
        {
            return name;
        }
        string read = NameInGraph(value);
        nodes.Add(new(NodeName(name), new Graphs.Ops.Identity(), [read], [name]));
        return name;
    }
}
