using System.Collections.Frozen;
using Graft.Graphs;

namespace Graft.Onnx;

/// <summary>ONNX's numbers for element types (TensorProto.DataType).</summary>
internal static class OnnxTypes
{
    private static readonly FrozenDictionary<long, ElementType> Types = new Dictionary<long, ElementType>
    {
        [1] = ElementType.Float32,
        [2] = ElementType.UInt8,
        [3] = ElementType.Int8,
        [4] = ElementType.UInt16,
        [5] = ElementType.Int16,
        [6] = ElementType.Int32,
        [7] = ElementType.Int64,
        [9] = ElementType.Bool,
        [10] = ElementType.Float16,
        [11] = ElementType.Float64,
        [12] = ElementType.UInt32,
        [13] = ElementType.UInt64,
        [16] = ElementType.BFloat16,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ElementType, int> Numbers = Types.ToFrozenDictionary(pair => pair.Value, pair => (int)pair.Key);

    public static bool TryGet(long number, out ElementType type) => Types.TryGetValue(number, out type);

    public static int NumberOf(ElementType type) => Numbers[type];

    /// <summary>The field of TensorProto whose numbers may stand for raw bytes.</summary>
    public static int TypedField(ElementType type) => type switch
    {
        ElementType.Float32 => 4,
        ElementType.Float64 => 10,
        ElementType.Int64 => 7,
        ElementType.UInt64 or ElementType.UInt32 => 11,
        _ => 5,
    };

    /// <summary>How the standard names a type that is not among ours.</summary>
    public static string NameOf(long number) => number switch { 0 => "undefined", 8 => "string", 14 => "complex64", 15 => "complex128", 17 or 18 or 19 or 20 => "float8", 21 or 22 => "4-bit integer", _ => $"number {number}" };
}
