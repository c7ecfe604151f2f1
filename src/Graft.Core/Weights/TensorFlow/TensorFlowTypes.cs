using System.Collections.Frozen;
using Graft.Graphs;

namespace Graft.Weights.TensorFlow;

/// <summary>TensorFlow's numbers for element types (types.proto).</summary>
internal static class TensorFlowTypes
{
    private static readonly FrozenDictionary<int, ElementType> Types = new Dictionary<int, ElementType>
    {
        [1] = ElementType.Float32,
        [2] = ElementType.Float64,
        [3] = ElementType.Int32,
        [4] = ElementType.UInt8,
        [5] = ElementType.Int16,
        [6] = ElementType.Int8,
        [9] = ElementType.Int64,
        [10] = ElementType.Bool,
        [14] = ElementType.BFloat16,
        [17] = ElementType.UInt16,
        [19] = ElementType.Float16,
        [22] = ElementType.UInt32,
        [23] = ElementType.UInt64,
    }.ToFrozenDictionary();

    public static bool TryGet(int number, out ElementType type) => Types.TryGetValue(number, out type);

    /// <summary>The field of TensorProto that lists numbers of a type.</summary>
    public static int ListField(ElementType type) => type switch
    {
        ElementType.Float32 => 5,
        ElementType.Float64 => 6,
        ElementType.Int64 => 10,
        ElementType.Bool => 11,
        ElementType.Float16 or ElementType.BFloat16 => 13,
        ElementType.UInt32 => 16,
        ElementType.UInt64 => 17,
        _ => 7,
    };

    /// <summary>How TensorFlow names a type that is not among ours.</summary>
    public static string NameOf(int number) => number switch
    {
        7 => "string",
        8 => "complex64",
        11 => "qint8",
        12 => "quint8",
        13 => "qint32",
        15 => "qint16",
        16 => "quint16",
        18 => "complex128",
        20 => "resource",
        21 => "variant",
        24 or 25 or 26 or 27 or 28 => "float8",
        29 or 30 => "4-bit integer",
        _ => $"number {number}",
    };
}
