namespace Graft.Graphs;

/// <summary>The type of one element of a <see cref="Tensor"/>; all are little-endian in memory and on disk.</summary>
public enum ElementType
{
    Float32,
    Float16,
    BFloat16,
    Float64,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Bool,
}

public static class ElementTypes
{
    extension(ElementType type)
    {
        /// <summary>Bytes of one element.</summary>
        public int Size => type switch
        {
            ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
            ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
            ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
            _ => 8,
        };

        public bool IsFloat => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;
    }
}
