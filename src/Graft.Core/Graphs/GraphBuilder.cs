namespace Graft.Graphs;

/// <summary>Writes a graph node by node, working out each value's shape on the way, so that a model's notation never states an input width.</summary>
/// <param name="seed">New weights are drawn from (seed, name).</param>
public sealed class GraphBuilder(string name, long seed = 0)
{
    private readonly List<GraphInput> inputs = [];
    private readonly List<Node> nodes = [];
    private readonly OrderedDictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorType> types = new(StringComparer.Ordinal);

    /// <summary>The shape of a value made so far; its batch may be dynamic.</summary>
    public Shape ShapeOf(string value) => types.TryGetValue(value, out TensorType type) ? type.Shape : throw new GraphException($"there is no value '{value}' yet");

    /// <summary>Declares an input; returns its name.</summary>
    public string Input(string input, Shape shape)
    {
        inputs.Add(new(input, new(ElementType.Float32, shape)));
        Declare(input, inputs[^1].Type);
        return input;
    }

    /// <summary>Declares a new weight; returns its name.</summary>
    public string Weight(string weight, Shape shape, Initializer initializer) => Weight(weight, Tensor.Drawn(shape, initializer, seed, weight));

    /// <summary>Declares a weight with known values; returns its name.</summary>
    public string Weight(string weight, Tensor tensor)
    {
        Declare(weight, new(tensor.Type, tensor.Shape));
        weights.Add(weight, tensor);
        return weight;
    }

    /// <summary>Adds a node that makes one value, named as the node; returns that name.</summary>
    /// <exception cref="GraphException">The inputs do not fit the operation, or the name is taken.</exception>
    public string Add(string path, Op op, params ReadOnlySpan<string> values)
    {
        Node node = new(path, op, [.. values], [path]);
        Declare(path, ShapeInference.InferNode(node, types)[0]);
        nodes.Add(node);
        return path;
    }

    public Graph Build(string output, string? features = null) => new()
    {
        Name = name,
        Inputs = [.. inputs],
        Outputs = [output],
        Nodes = [.. nodes],
        Weights = new(weights),
        Features = features,
    };

    private void Declare(string value, TensorType type)
    {
        if (!types.TryAdd(value, type))
        {
            throw new GraphException($"the name '{value}' is used twice in '{name}'");
        }
    }
}
