using Graft.Graphs;

namespace Graft.Onnx.Reading;

/// <summary>What is known of a value of the file while it is read: a value of the graph, a constant, or sizes worked out from shapes.</summary>
/// <param name="Name">The name it has in the graph.</param>
internal sealed record ImportedValue(string Name)
{
    public ElementType Element { get; init; } = ElementType.Float32;

    /// <summary>The sizes of its axes.</summary>
    public ValueList<Dim> Sizes { get; init; }

    /// <summary>Its values, where the file fixes them.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>The integers it holds, for shapes and what is computed from them (no axis or one).</summary>
    public ValueList<Dim>? Integers { get; init; }

    /// <summary>Whether it was worked out from the shape of a value, rather than stored in the file.</summary>
    public bool IsFromShape { get; init; }

    /// <summary>Whether a node of the graph, or an input, makes it.</summary>
    public bool IsComputed => Constant is null && Integers is null;

    public int Rank => Sizes.Count;

    public Shape Shape => [.. Sizes.Select(size => size.Size)];

    public TensorType Type => new(Element, Shape);

    /// <summary>A constant; small whole numbers also become sizes to reckon with.</summary>
    public static ImportedValue Of(string name, Tensor tensor) => new(name)
    {
        Element = tensor.Type,
        Sizes = [.. tensor.Shape.Select(size => (Dim)size)],
        Constant = tensor,
        Integers = tensor.Shape.Rank <= 1 && tensor.ByteLength <= 8 * 64 && WholeNumbers(tensor) is { } numbers ? [.. numbers.Select(number => (Dim)number)] : null,
    };

    /// <summary>Integers worked out from shapes.</summary>
    /// <param name="isScalar">Whether the value has no axis rather than one.</param>
    public static ImportedValue Of(string name, IEnumerable<Dim> integers, bool isScalar, ElementType element = ElementType.Int64)
    {
        ValueList<Dim> list = [.. integers];
        return new(name)
        {
            Element = element,
            Sizes = isScalar ? [] : [list.Count],
            Integers = list,
            IsFromShape = true,
            Constant = !list.All(item => item.IsNumber) ? null
                : element == ElementType.Float32 ? Tensor.Of(isScalar ? [] : [list.Count], [.. list.Select(item => (float)item.Factor)])
                : Tensor.Of(isScalar ? [] : [list.Count], [.. list.Select(item => item.Factor)]),
        };
    }

    private static long[]? WholeNumbers(Tensor tensor)
    {
        if (tensor.Type is ElementType.Int64 or ElementType.Int32)
        {
            return tensor.ToLongs();
        }
        if (tensor.Type is not (ElementType.Float32 or ElementType.Bool))
        {
            return null;
        }
        float[] values = tensor.ToFloats();
        return values.All(value => value == MathF.Floor(value) && MathF.Abs(value) < 1 << 24) ? [.. values.Select(value => (long)value)] : null;
    }
}
