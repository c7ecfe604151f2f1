namespace Graft.Graphs;

/// <summary>One step of a graph: an operation that reads named values and makes named values.</summary>
/// <param name="Name">A path, such as <c>layer1.0.conv2</c>.</param>
/// <param name="Inputs">Names of values or weights, in the operation's order; empty for an optional input left out.</param>
/// <param name="Outputs">Names of the values made; the main one first.</param>
public sealed record Node(string Name, Op Op, ValueList<string> Inputs, ValueList<string> Outputs)
{
    /// <summary>The name of the main value it makes.</summary>
    public string Output => Outputs[0];
}

/// <summary>A named value that enters a graph.</summary>
public sealed record GraphInput(string Name, TensorType Type);
