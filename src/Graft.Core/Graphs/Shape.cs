using System.Collections;
using System.Runtime.CompilerServices;

namespace Graft.Graphs;

/// <summary>The sizes of a tensor's axes, outermost first: (N, C, H, W) for pictures. A size may be <see cref="Dynamic"/>: known only when the graph runs.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public readonly struct Shape(ValueList<long> sizes) : IReadOnlyList<long>, IEquatable<Shape>
{
    /// <summary>Marks an axis whose size is decided at run time; in practice the batch.</summary>
    public const long Dynamic = -1;

    private readonly ValueList<long> sizes = sizes;

    public static Shape Of(ReadOnlySpan<long> sizes) => new(ValueList.Create(sizes));

    /// <summary>The number of axes; 0 for a scalar.</summary>
    public int Rank => sizes.Count;

    int IReadOnlyCollection<long>.Count => Rank;

    public long this[int axis] => sizes[axis];

    public long this[Index axis] => sizes[axis.GetOffset(Rank)];

    public bool IsStatic => !sizes.AsSpan().Contains(Dynamic);

    /// <summary>The number of elements.</summary>
    /// <exception cref="GraphException">A size is dynamic, or the product does not fit 64 bits.</exception>
    public long Elements
    {
        get
        {
            long product = 1;
            foreach (long size in sizes.AsSpan())
            {
                if (size < 0)
                {
                    throw new GraphException($"the shape {this} has no fixed number of elements: give the batch size first");
                }
                try
                {
                    product = checked(product * size);
                }
                catch (OverflowException)
                {
                    throw new GraphException($"the shape {this} has more elements than 64 bits can count");
                }
            }
            return product;
        }
    }

    /// <summary>The same shape with another size for one axis.</summary>
    public Shape With(int axis, long size)
    {
        long[] copy = [.. sizes];
        copy[axis] = size;
        return Of(copy);
    }

    public ReadOnlySpan<long> AsSpan() => sizes.AsSpan();

    public bool Equals(Shape other) => sizes == other.sizes;

    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    public override int GetHashCode() => sizes.GetHashCode();

    /// <summary>The sizes in parentheses, <c>N</c> for a dynamic one: <c>(N, 3, 224, 224)</c>.</summary>
    public override string ToString() => $"({string.Join(", ", sizes.Select(size => size == Dynamic ? "N" : size.ToString()))})";

    public IEnumerator<long> GetEnumerator() => sizes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
