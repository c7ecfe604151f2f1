using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Graft.Graphs;

/// <summary>Named tensors in a fixed order; immutable, and equal to another when names, order, types, shapes and bytes are.</summary>
public sealed class WeightTable : IReadOnlyCollection<KeyValuePair<string, Tensor>>, IEquatable<WeightTable>
{
    private readonly OrderedDictionary<string, Tensor> tensors;

    public WeightTable(IEnumerable<KeyValuePair<string, Tensor>> tensors) => this.tensors = new(tensors, StringComparer.Ordinal);

    public static WeightTable Empty { get; } = new([]);

    public int Count => tensors.Count;

    public IEnumerable<string> Names => tensors.Keys;

    public Tensor this[string name] => tensors.TryGetValue(name, out Tensor? tensor) ? tensor : throw new GraphException($"there is no weight '{name}'");

    public bool Contains(string name) => tensors.ContainsKey(name);

    public bool TryGet(string name, [NotNullWhen(true)] out Tensor? tensor) => tensors.TryGetValue(name, out tensor);

    /// <summary>The same table with these tensors replaced where the name is known and appended where it is not.</summary>
    public WeightTable With(IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        OrderedDictionary<string, Tensor> copy = new(tensors, StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in changes)
        {
            copy[name] = tensor;
        }
        return new(copy);
    }

    /// <summary>The same table with only the names that pass.</summary>
    public WeightTable Where(Func<string, bool> keep) => new(tensors.Where(pair => keep(pair.Key)));

    public bool Equals(WeightTable? other) => other is not null && Count == other.Count && tensors.Zip(other.tensors).All(pair =>
        pair.First.Key == pair.Second.Key && pair.First.Value.Type == pair.Second.Value.Type && pair.First.Value.Shape == pair.Second.Value.Shape
        && pair.First.Value.Bytes.Span.SequenceEqual(pair.Second.Value.Bytes.Span));

    public override bool Equals(object? obj) => Equals(obj as WeightTable);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => tensors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
