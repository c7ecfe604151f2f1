using Graft.Graphs;

namespace Graft.Models.Layers;

/// <summary>One entry of a network's description: data that writes nodes into a graph when it is built. Written with <see cref="Notation"/>.</summary>
public abstract record Layer
{
    /// <summary>What an unnamed layer of this kind is called within a chain.</summary>
    internal abstract string Kind { get; }

    /// <summary>Writes the layer's nodes and weights below <paramref name="path"/>; returns the value it makes.</summary>
    internal abstract string Write(NetworkWriter network, string path, string x);

    /// <summary>Gives a layer a name of its own: <c>("conv1", Conv(64, kernel: 7))</c>.</summary>
    public static implicit operator Layer((string Name, Layer Layer) named) => new NamedLayer(named.Name, named.Layer);
}

/// <summary>A layer with a name, the next word of its path.</summary>
internal sealed record NamedLayer(string Name, Layer Layer) : Layer
{
    internal override string Kind => Name;

    internal override string Write(NetworkWriter network, string path, string x) => Layer.Write(network, path, x);
}

/// <summary>An operation without weights.</summary>
internal sealed record OperationLayer(string Word, Op Op) : Layer
{
    internal override string Kind => Word;

    internal override string Write(NetworkWriter network, string path, string x) => network.Add(path, Op, x);
}
