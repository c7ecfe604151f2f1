using System.Collections.Frozen;
using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Computes with the sizes of shapes, some of them unknown: what exporters write between Shape and Reshape.</summary>
internal static class SizeArithmetic
{
    private static readonly FrozenDictionary<string, Func<NodeImport, ImportedValue?[], ImportedValue?>> Table = new Dictionary<string, Func<NodeImport, ImportedValue?[], ImportedValue?>>(StringComparer.Ordinal)
    {
        ["Add"] = (node, read) => Binary(node, read, (a, b) => a + b),
        ["Cast"] = Same,
        ["Ceil"] = Same,
        ["Concat"] = (node, read) => Of(node, read.SelectMany(value => value!.Integers!.Value), isScalar: false),
        ["Div"] = (node, read) => Binary(node, read, (a, b) => Quotient(read, a, b)),
        ["Equal"] = (node, read) => Binary(node, read, (a, b) => a == b ? 1 : a.IsNumber && b.IsNumber || a.Factor < 0 || b.Factor < 0 ? 0 : Dim.Fresh()),
        ["Expand"] = Expand,
        ["Floor"] = Same,
        ["Gather"] = Gather,
        ["Identity"] = (_, read) => read[0]!.IsFromShape ? read[0] : null,
        ["Max"] = (node, read) => Binary(node, read, (a, b) => a.IsNumber && b.IsNumber ? Math.Max(a.Factor, b.Factor) : Dim.Fresh()),
        ["Min"] = (node, read) => Binary(node, read, (a, b) => a.IsNumber && b.IsNumber ? Math.Min(a.Factor, b.Factor) : Dim.Fresh()),
        ["Mod"] = (node, read) => Binary(node, read, (a, b) => a - (b * (a / b))),
        ["Mul"] = (node, read) => Binary(node, read, (a, b) => a * b),
        ["Neg"] = (node, read) => Of(node, read[0]!.Integers!.Value.Select(size => size * -1), read[0]!.Rank == 0),
        ["Range"] = Range,
        ["ReduceProd"] = (node, read) => Of(node, [SymbolicShapes.Product(read[0]!.Integers!.Value)], node.Long("keepdims", 1) == 0),
        ["Reshape"] = (node, read) => read[1]!.Sizes is [{ IsNumber: true, Factor: <= 1 } count] ? Of(node, read[0]!.Integers!.Value, count == 0) : null,
        ["Slice"] = Slice,
        ["Squeeze"] = (node, read) => read[0]!.Integers!.Value is [_] one ? Of(node, one, isScalar: true) : null,
        ["Sub"] = (node, read) => Binary(node, read, (a, b) => a - b),
        ["Unsqueeze"] = (node, read) => read[0]!.Rank == 0 ? Of(node, read[0]!.Integers!.Value, isScalar: false) : null,
        ["Where"] = Where,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Table.Keys;

    public static bool TryFold(NodeImport node, ImportedValue?[] read)
    {
        if (read.Any(value => value is null or { Integers: null }) || !Table.TryGetValue(node.Node.OpType, out var compute) || compute(node, read) is not { } value)
        {
            return false;
        }
        int count = value.Integers?.Count ?? 0;
        if (count > 4096 || !node.Graph.MayFold(32L * count))
        {
            throw node.Fault($"makes a list of {count} sizes", "That is more than the shapes of any network; the file is damaged.");
        }
        node.Alias(value);
        return true;
    }

    private static ImportedValue Of(NodeImport node, IEnumerable<Dim> integers, bool isScalar, ElementType element = ElementType.Int64) => ImportedValue.Of(node.Node.Outputs[0], integers, isScalar, element);

    /// <summary>The same sizes; a cast to a float keeps in mind that a later division need not be whole.</summary>
    private static ImportedValue Same(NodeImport node, ImportedValue?[] read)
    {
        ElementType element = node.Node.OpType == "Cast" && OnnxTypes.TryGet(node.Long("to", 7), out ElementType to) ? to : read[0]!.Element;
        return Of(node, read[0]!.Integers!.Value, read[0]!.Rank == 0, element.IsFloat ? ElementType.Float32 : ElementType.Int64);
    }

    private static ImportedValue? Binary(NodeImport node, ImportedValue?[] read, Func<Dim, Dim, Dim> compute)
    {
        if (read is not [{ Integers: { } a }, { Integers: { } b }] || (a.Count != b.Count && a.Count != 1 && b.Count != 1))
        {
            return null;
        }
        int count = a.Count == 1 ? b.Count : a.Count;
        bool isFloat = read[0]!.Element.IsFloat && node.Node.OpType != "Equal";
        return Of(node, Enumerable.Range(0, count).Select(i => compute(a[a.Count == 1 ? 0 : i], b[b.Count == 1 ? 0 : i])), read[0]!.Rank == 0 && read[1]!.Rank == 0, isFloat ? ElementType.Float32 : ElementType.Int64);
    }

    /// <summary>Integers are divided towards zero; a quotient of floats that is not whole is no size.</summary>
    private static Dim Quotient(ImportedValue?[] read, Dim a, Dim b) => read[0]!.Element.IsFloat ? Dim.Exactly(a, b) ?? Dim.Fresh() : a.IsNumber && b.IsNumber && b.Factor != 0 ? a.Factor / b.Factor : a / b;

    private static ImportedValue? Gather(NodeImport node, ImportedValue?[] read)
    {
        ValueList<Dim> sizes = read[0]!.Integers!.Value;
        long[] places = node.Numbers(1, "indices");
        return read[0]!.Rank != 1 ? null
            : places.Any(place => place < -sizes.Count || place >= sizes.Count) ? throw node.Fault($"picks place {string.Join(", ", places)} of {sizes.Count} sizes", "The file is damaged; export it again.")
            : Of(node, places.Select(place => sizes[(int)(place < 0 ? place + sizes.Count : place)]), read[1]!.Rank == 0);
    }

    private static ImportedValue? Slice(NodeImport node, ImportedValue?[] read)
    {
        ValueList<Dim> sizes = read[0]!.Integers!.Value;
        (long[] starts, long[] ends) = (node.LongsAt(1, "starts") ?? [], node.LongsAt(2, "ends") ?? []);
        if (starts.Length != 1 || ends.Length != 1 || (node.Has(4) && node.Numbers(4, "steps") is not [1]))
        {
            return null;
        }
        (long start, long end, _) = new Slice([.. starts], [.. ends], [0], [1]).Range(0, sizes.Count);
        return Of(node, sizes.Skip((int)start).Take((int)Math.Max(0, end - start)), isScalar: false);
    }

    private static ImportedValue? Range(NodeImport node, ImportedValue?[] read)
    {
        if (read.Length != 3 || !read.All(value => value!.Integers!.Value is [{ IsNumber: true }]))
        {
            return null;
        }
        long[] range = [.. read.Select(value => value!.Integers!.Value[0].Factor)];
        long count = range[2] == 0 ? long.MaxValue : (long)Math.Ceiling(((decimal)range[1] - range[0]) / range[2]);
        return count <= 4096 ? Of(node, Enumerable.Range(0, (int)Math.Max(0, count)).Select(i => (Dim)(range[0] + (i * range[2]))), isScalar: false)
            : throw node.Fault($"counts to {range[1]}", "No shape is that long; export the model with constants folded.");
    }

    private static ImportedValue? Expand(NodeImport node, ImportedValue?[] read) =>
        node.Numbers(1, "shape") is [>= 0 and <= 4096 and long count] && read[0]!.Integers!.Value is [var one] ? Of(node, Enumerable.Repeat(one, (int)count), isScalar: false) : null;

    private static ImportedValue? Where(NodeImport node, ImportedValue?[] read)
    {
        if (read is not [{ Integers: { } conditions }, { Integers: { } yes }, { Integers: { } no }] || conditions.Any(each => !each.IsNumber))
        {
            return null;
        }
        int count = Math.Max(conditions.Count, Math.Max(yes.Count, no.Count));
        ValueList<Dim>[] lists = [conditions, yes, no];
        return lists.Any(list => list.Count != 1 && list.Count != count) ? null
            : Of(node, Enumerable.Range(0, count).Select(i => At(conditions, i) != 0 ? At(yes, i) : At(no, i)), read.All(value => value!.Rank == 0));

        static Dim At(ValueList<Dim> list, int i) => list[list.Count == 1 ? 0 : i];
    }
}
