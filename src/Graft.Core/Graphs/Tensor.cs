using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Graft.Graphs;

/// <summary>Writes all bytes of a tensor, row-major and little-endian.</summary>
public delegate void TensorFill(Span<byte> destination);

/// <summary>A constant array: element type, shape, and row-major little-endian bytes that are read only when asked for.</summary>
/// <remarks>The bytes may lie in a memory-mapped weight file, in managed memory, or be drawn at random on each read (see <see cref="Initializer"/>); a tensor never changes.</remarks>
public sealed class Tensor
{
    private const int ChunkElements = 1 << 16;

    private readonly Func<ReadOnlyMemory<byte>> read;
    private readonly TensorFill? fill;
    private readonly Tensor? narrow;

    private Tensor(ElementType type, Shape shape, Func<ReadOnlyMemory<byte>> read, bool isNew, Tensor? narrow = null, TensorFill? fill = null)
    {
        (Type, Shape, this.read, IsNew, this.narrow, this.fill) = (type, shape, read, isNew, narrow, fill);
        if (ByteLength > Array.MaxLength)
        {
            throw new GraphException($"a tensor of shape {shape} takes {ByteLength} bytes; one tensor may take at most {Array.MaxLength}");
        }
    }

    public ElementType Type { get; }

    public Shape Shape { get; }

    /// <summary>Whether the values were drawn for a new layer rather than read from a file.</summary>
    public bool IsNew { get; }

    public long ByteLength => checked(Shape.Elements * Type.Size);

    /// <summary>The row-major bytes; reading may map, copy or draw them, so keep what is returned rather than ask twice.</summary>
    /// <remarks>A span of them does not keep a mapped file open: hold the tensor, or the graph, for as long as the span is used.</remarks>
    /// <exception cref="GraphException">The source gave another number of bytes than the shape asks for.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ReadOnlyMemory<byte> bytes = read();
            return bytes.Length == ByteLength ? bytes : throw new GraphException($"a tensor of shape {Shape} and type {Type} needs {ByteLength} bytes, but its source gave {bytes.Length}");
        }
    }

    /// <summary>A tensor whose bytes are fetched by <paramref name="read"/> at each use.</summary>
    public static Tensor Lazy(ElementType type, Shape shape, Func<ReadOnlyMemory<byte>> read) => new(type, shape, read, isNew: false);

    /// <summary>A tensor whose bytes <paramref name="fill"/> writes at each use, straight to where they are wanted.</summary>
    public static Tensor Filled(ElementType type, Shape shape, TensorFill fill) => new(type, shape, () => FillNew(type, shape, fill), isNew: false, fill: fill);

    public static Tensor Of(Shape shape, float[] values) => Held(ElementType.Float32, shape, Array.AsReadOnlyBytes(values));

    public static Tensor Of(Shape shape, long[] values) => Held(ElementType.Int64, shape, Array.AsReadOnlyBytes(values));

    public static Tensor Scalar(float value) => Of([], [value]);

    /// <summary>The same value everywhere, made when it is read.</summary>
    public static Tensor Filled(Shape shape, float value) => Lazy(ElementType.Float32, shape, () =>
    {
        var values = new float[checked((int)shape.Elements)];
        values.AsSpan().Fill(value);
        return Array.AsReadOnlyBytes(values);
    });

    /// <summary>A weight of a new layer, drawn from (seed, name) whenever it is read: the same numbers each time, whatever else was drawn.</summary>
    public static Tensor Drawn(Shape shape, Initializer initializer, long seed, string name) =>
        new(ElementType.Float32, shape, () => Array.AsReadOnlyBytes(initializer.Draw(shape, seed, name)), isNew: true);

    /// <summary>The values as 32-bit floats; other element types are converted, 64-bit ones with rounding.</summary>
    public float[] ToFloats()
    {
        var values = new float[checked((int)Shape.Elements)];
        CopyTo(values);
        return values;
    }

    /// <summary>Writes the values as 32-bit floats into <paramref name="destination"/>, which holds exactly as many; those of a file are read straight into it.</summary>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length != Shape.Elements)
        {
            throw new ArgumentException($"the destination holds {destination.Length} values, the tensor {Shape.Elements}", nameof(destination));
        }
        if (narrow is not null)
        {
            narrow.CopyTo(destination);
            return;
        }
        if (fill is not null && Type == ElementType.Float32)
        {
            fill(MemoryMarshal.AsBytes(destination));
            return;
        }
        ReadOnlyMemory<byte> bytes = Bytes;
        if (MemoryMarshal.TryGetMemoryManager(bytes, out FileBytes? file, out int start, out _))
        {
            CopyFrom(file, start, destination);
        }
        else
        {
            Convert(Type, bytes.Span, destination);
        }
        GC.KeepAlive(this); // A span does not keep a mapped file open; the tensor does.
    }

    /// <summary>The same values as 32-bit floats, converted when they are read.</summary>
    public Tensor AsFloat32() => Type == ElementType.Float32 ? this : new(ElementType.Float32, Shape, () => Array.AsReadOnlyBytes(ToFloats()), IsNew, narrow: this);

    /// <summary>The values of an integer tensor, as shapes and axes are given.</summary>
    /// <exception cref="GraphException">The element type is not a signed 32- or 64-bit integer.</exception>
    public long[] ToLongs()
    {
        long[] values = Type switch
        {
            ElementType.Int64 => MemoryMarshal.Cast<byte, long>(Bytes.Span).ToArray(),
            ElementType.Int32 => [.. MemoryMarshal.Cast<byte, int>(Bytes.Span).ToArray().Select(value => (long)value)],
            _ => throw new GraphException($"a tensor of type {Type} was given where integers are expected"),
        };
        GC.KeepAlive(this);
        return values;
    }

    /// <summary>The same bytes under another shape of as many elements.</summary>
    public Tensor Reshape(Shape shape) => shape.Elements == Shape.Elements
        ? new(Type, shape, read, IsNew, narrow?.Reshape(shape), fill)
        : throw new GraphException($"{Shape.Elements} values of shape {Shape} cannot take the shape {shape} of {shape.Elements}");

    private void CopyFrom(FileBytes file, int start, Span<float> destination)
    {
        if (Type == ElementType.Float32)
        {
            file.Read(start, MemoryMarshal.AsBytes(destination));
            return;
        }
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkElements * Type.Size);
        for (int done = 0; done < destination.Length; done += ChunkElements)
        {
            int count = Math.Min(ChunkElements, destination.Length - done);
            Span<byte> bytes = chunk.AsSpan(0, count * Type.Size);
            file.Read(start + (done * Type.Size), bytes);
            Convert(Type, bytes, destination.Slice(done, count));
        }
        ArrayPool<byte>.Shared.Return(chunk);
    }

    private static void Convert(ElementType type, ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.Float32: bytes.CopyTo(MemoryMarshal.AsBytes(destination)); break;
            case ElementType.Float16: TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination); break;
            case ElementType.BFloat16:
                for (int i = 0; i < destination.Length; i++)
                {
                    destination[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                }
                break;
            case ElementType.Float64: TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<byte, double>(bytes), destination); break;
            case ElementType.Int8: TensorPrimitives.ConvertTruncating<sbyte, float>(MemoryMarshal.Cast<byte, sbyte>(bytes), destination); break;
            case ElementType.UInt8 or ElementType.Bool: TensorPrimitives.ConvertTruncating<byte, float>(bytes, destination); break;
            case ElementType.Int16: TensorPrimitives.ConvertTruncating<short, float>(MemoryMarshal.Cast<byte, short>(bytes), destination); break;
            case ElementType.UInt16: TensorPrimitives.ConvertTruncating<ushort, float>(MemoryMarshal.Cast<byte, ushort>(bytes), destination); break;
            case ElementType.Int32: TensorPrimitives.ConvertTruncating<int, float>(MemoryMarshal.Cast<byte, int>(bytes), destination); break;
            case ElementType.UInt32: TensorPrimitives.ConvertTruncating<uint, float>(MemoryMarshal.Cast<byte, uint>(bytes), destination); break;
            case ElementType.Int64: TensorPrimitives.ConvertTruncating<long, float>(MemoryMarshal.Cast<byte, long>(bytes), destination); break;
            case ElementType.UInt64: TensorPrimitives.ConvertTruncating<ulong, float>(MemoryMarshal.Cast<byte, ulong>(bytes), destination); break;
            default: throw new GraphException($"a tensor of type {type} has no values as 32-bit floats");
        }
    }

    private static ReadOnlyMemory<byte> FillNew(ElementType type, Shape shape, TensorFill fill)
    {
        var bytes = new byte[checked((int)(shape.Elements * type.Size))];
        fill(bytes);
        return bytes;
    }

    private static Tensor Held(ElementType type, Shape shape, ReadOnlyMemory<byte> bytes)
    {
        Tensor tensor = new(type, shape, () => bytes, isNew: false);
        _ = tensor.Bytes;
        return tensor;
    }
}
